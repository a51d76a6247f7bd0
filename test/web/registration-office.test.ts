import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentials, staffEvents, webUsers } from '../../db/schema/index.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { letters, registrationSteps, registrations } from '../../db/schema/registrations.ts';
import { type RecordingWorkflows, recordingWorkflows } from '../support/recording-workflows.ts';
import {
  branchInput,
  claimRegistration,
  decideRegistration,
  existingInput,
  headOfficeInput,
  letterOf,
  register,
} from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const people = ['clerk1', 'approver1', 'approver2', 'supervisor1', 'auditor1'] as const;

let web: TestWeb;
let workflows: RecordingWorkflows;
let staff: Record<(typeof people)[number], Visitor>;
beforeAll(async () => {
  web = await startTestWeb();
  const visitors = [];
  for (const person of people) visitors.push([person, await web.staff(person)] as const);
  staff = Object.fromEntries(visitors) as typeof staff;
});
afterAll(() => web?.close());
beforeEach(() => {
  workflows = recordingWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
});

let count = 0;
const mail = () => {
  count += 1;
  const email = `person${count}@nitta-boeki.example`;
  return { 'administrator.email': email, 'administrator.emailAgain': email };
};
const somebody = () => web.visitor(`198.51.100.${count}`);
const newCompany = (changes: Record<string, string> = {}) =>
  register(somebody(), 'head-office', headOfficeInput({ ...mail(), ...changes }));
const forCode = (code: string) =>
  register(somebody(), 'administrator', { ...existingInput(code), ...mail() });
let codes = 400_000_000;
/** An insured party that has not used the Web service yet. */
async function companyWithoutAdministrator(): Promise<string> {
  codes += 1;
  const insuredCode = String(codes);
  const [model] = await web.services.db.select().from(insuredParties).limit(1);
  if (!model) throw new Error('no demo data');
  await web.services.db.insert(insuredParties).values({ ...model, insuredCode, name: '管理者なし商事' });
  return insuredCode;
}
async function inReview(number: string) {
  expect((await claimRegistration(staff.clerk1, number)).status, 'claim').toBe(303);
  return number;
}
const path = (number: string) => `/office/registrations/${number}`;
const find = async (number: string) =>
  (await web.services.db.select().from(registrations).where(eq(registrations.registrationNumber, number)))[0];
const administratorsOf = (code: string) =>
  web.services.db
    .select()
    .from(webUsers)
    .where(and(eq(webUsers.insuredCode, code), eq(webUsers.kind, 'administrator')));
const rejection = {
  kind: 'rejected',
  confirmation: 'rejected',
  reasonCode: 'registryMismatch',
  reasonText: '登記と異なります。',
};

test('registrations stand in the queue beside the changes, are found by number, name and type, and counted', async () => {
  const number = await newCompany({ 'party.name': '列に並ぶ商会株式会社' });
  for (const query of [
    '',
    '?type=registration',
    `?q=${number}`,
    `?q=${encodeURIComponent('列に並ぶ')}`,
    `?q=${number.slice(1).replaceAll('-', '')}`,
  ]) {
    const page = await (await staff.clerk1.get(`/office${query}`)).text();
    expect(page, query).toContain(`href="/office/registrations/${number}?queue=`);
  }
  const row = (await (await staff.clerk1.get('/office')).text()).match(
    new RegExp(`<tr id="application-${number}".*?</tr>`, 's'),
  )?.[0];
  expect(row).toMatch(
    /列に並ぶ商会株式会社.*新規.*登録.*保険利用者（本店）とWebユーザー（管理者）.*受付済.*未割当/s,
  );
  expect(await (await staff.clerk1.get('/office?type=change')).text()).not.toContain(number);
  await inReview(number);
  expect(await (await staff.clerk1.get('/office?assignee=mine&state=inReview')).text()).toContain(number);
});

test('approval issues code, insured party, administrator with sequence 000, credentials without a password, and a letter', async () => {
  const number = await inReview(await newCompany());
  expect((await decideRegistration(staff.approver1, number)).status).toBe(303);
  const { insuredCode, stage } = (await find(number)) ?? {};
  expect(stage).toBe('approved');
  expect(insuredCode).toMatch(/^[0-9]{9}$/);
  const [party] = await web.services.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, insuredCode ?? ''));
  expect(party).toMatchObject({ name: '新田貿易株式会社', kind: 'headOffice', capitalYen: 10_000_000 });
  const webUserId = `${insuredCode}000`;
  expect(await administratorsOf(insuredCode ?? '')).toMatchObject([
    { webUserId, applicationRight: 'apply', contractDataRight: 'all', applicationDataRight: 'all' },
  ]);
  const [proof] = await web.services.db
    .select()
    .from(credentials)
    .where(eq(credentials.webUserId, webUserId));
  expect(proof).toMatchObject({ passwordHash: null, temporaryHash: null });
  expect(await letterOf(web.services.db, number)).toMatchObject({
    webUserId,
    printedAt: null,
    postedAt: null,
  });
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.map(({ operation, staffId }) => `${operation} ${staffId}`)).toEqual([
    'claimed clerk1',
    'approved approver1',
  ]);
});

test('a code that is taken already is skipped', async () => {
  const first = await inReview(await newCompany());
  await decideRegistration(staff.approver1, first);
  const next = String(Number((await find(first))?.insuredCode) + 1);
  const [model] = await web.services.db.select().from(insuredParties).limit(1);
  if (!model) throw new Error('no demo data');
  await web.services.db.insert(insuredParties).values({ ...model, insuredCode: next });
  const second = await inReview(await newCompany());
  await decideRegistration(staff.approver1, second);
  expect((await find(second))?.insuredCode).toBe(String(Number(next) + 1));
});

describe('an administrator for an existing insured party', () => {
  test('is registered with 000, and nothing of the insured party changes', async () => {
    const code = await companyWithoutAdministrator();
    const number = await inReview(await forCode(code));
    expect(await (await staff.approver1.get(path(number))).text()).toContain('登録されている保険利用者');
    expect((await decideRegistration(staff.approver1, number)).status).toBe(303);
    expect(await administratorsOf(code)).toMatchObject([{ webUserId: `${code}000`, name: '新田　望' }]);
    expect(await find(number)).toMatchObject({ stage: 'approved', insuredCode: code });
  });

  test.each([
    [
      'that has one already',
      () => Promise.resolve('201234567'),
      'すでにWebユーザー（管理者）が登録されています',
    ],
    ['that nobody knows', () => Promise.resolve('999999998'), '保険利用者コードは登録されていません'],
  ])('%s is refused with the reason, and can be rejected', async (_name, code, message) => {
    const number = await inReview(await forCode(await code()));
    const page = await (await staff.approver1.get(path(number))).text();
    expect(page).toContain(message);
    expect(page).not.toContain('value="approved"');
    const answer = await decideRegistration(staff.approver1, number);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain(message);
    expect((await find(number))?.stage).toBe('inReview');
    expect((await decideRegistration(staff.approver1, number, rejection)).status).toBe(303);
    expect(await find(number)).toMatchObject({ stage: 'rejected' });
  });

  test('two registrations for one code approved at once make one administrator', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const code = await companyWithoutAdministrator();
      const numbers = [await inReview(await forCode(code)), await inReview(await forCode(code))];
      const answers = await Promise.all([
        decideRegistration(staff.approver1, numbers[0] ?? ''),
        decideRegistration(staff.approver2, numbers[1] ?? ''),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      expect(await administratorsOf(code)).toHaveLength(1);
      const stages = await Promise.all(numbers.map(async (number) => (await find(number))?.stage));
      expect(stages.sort()).toEqual(['approved', 'inReview']);
      const made = await web.services.db
        .select()
        .from(letters)
        .where(eq(letters.webUserId, `${code}000`));
      expect(made).toHaveLength(1);
    }
  });
});

test('pressed 20 times at once, an approval makes one insured party', async () => {
  const number = await inReview(await newCompany({ 'party.name': '一度だけ株式会社' }));
  const stepId = crypto.randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      staff.approver1.post(`${path(number)}/decision`, { stepId, kind: 'approved' }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  const parties = await web.services.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.name, '一度だけ株式会社'));
  expect(parties).toHaveLength(1);
});

test('staff are told of the same number or name, other registrations, a foreign postal code and free mail', async () => {
  const [known] = await web.services.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, '201234567'));
  const twice = {
    'administrator.email': 'somebody@gmail.com',
    'administrator.emailAgain': 'somebody@gmail.com',
  };
  const first = await register(somebody(), 'branch', { ...branchInput, ...twice });
  const number = await newCompany({
    'party.corporateNumber': known?.corporateNumber ?? '',
    'party.postalCode': '530-0001',
    ...twice,
  });
  const page = await (await staff.clerk1.get(path(number))).text();
  expect(page).toMatch(/すでに登録されています.*201234567.*法人番号が同じ/s);
  expect(page).toMatch(new RegExp(`ほかにあります.*${first}`, 's'));
  expect(page).toContain('郵便番号と所在地が一致しません');
  expect(page).toMatch(/管理者のメールアドレス.*somebody@gmail\.com/s);
});

test('a rejection wants a coded reason and a text, asks once more without a script, and is kept as it was read', async () => {
  const number = await inReview(await newCompany());
  const bare = await decideRegistration(staff.approver1, number, {
    kind: 'rejected',
    reasonCode: 'nonsense',
    reasonText: '',
  });
  expect(bare.status).toBe(422);
  expect(await bare.text()).toMatch(/理由を選択してください.*説明を入力してください/s);
  const { confirmation: _later, ...unconfirmed } = rejection;
  const asked = await decideRegistration(staff.approver1, number, unconfirmed);
  expect(asked.status).toBe(200);
  expect(await asked.text()).toMatch(/登記と異なります。.*よろしいですか/s);
  expect((await find(number))?.stage).toBe('inReview');
  const markup = '</textarea><script>alert("x")</script>';
  await decideRegistration(staff.approver1, number, { ...rejection, reasonText: markup });
  const [step] = await web.services.db
    .select()
    .from(registrationSteps)
    .where(and(eq(registrationSteps.registrationNumber, number), eq(registrationSteps.kind, 'rejected')));
  expect(step).toMatchObject({
    reasonCode: 'registryMismatch',
    reasonText: markup,
    actorName: expect.any(String),
  });
  const page = await (await staff.clerk1.get(path(number))).text();
  expect(page).not.toContain('<script>alert');
  expect((await decideRegistration(staff.approver2, number)).status).toBe(409);
});

test('with Temporal down what was typed stays, and the same press acts later', async () => {
  const number = await inReview(await newCompany());
  workflows.down = true;
  const stepId = crypto.randomUUID();
  const sent = { stepId, ...rejection };
  const answer = await staff.approver1.post(`${path(number)}/decision`, sent);
  expect(answer.status).toBe(503);
  const page = await answer.text();
  expect(page).toContain('登記と異なります。');
  expect(page).toContain(stepId);
  workflows.down = false;
  expect((await staff.approver1.post(`${path(number)}/decision`, sent)).status).toBe(303);
});

test('a step that is another person’s, or of another registration, is not a form of ours', async () => {
  const one = await newCompany();
  const other = await newCompany();
  const stepId = crypto.randomUUID();
  await staff.clerk1.post(`${path(one)}/claim`, { stepId });
  expect((await staff.clerk1.post(`${path(other)}/claim`, { stepId })).status).toBe(400);
  expect((await staff.approver1.post(`${path(one)}/decision`, { stepId, kind: 'approved' })).status).toBe(
    400,
  );
  expect((await staff.clerk1.post(`${path(one)}/claim`, { stepId: 'x' })).status).toBe(400);
  expect((await staff.clerk1.get(path('R20261122-000000-0'))).status).toBe(404);
});

describe('who may do what', () => {
  const asked: [method: 'get' | 'post', path: (n: string, l: string) => string, allowed: string[]][] = [
    ['get', (number) => path(number), ['clerk1', 'approver1', 'supervisor1', 'auditor1']],
    ['post', (number) => `${path(number)}/claim`, ['clerk1', 'approver1', 'supervisor1']],
    ['post', (number) => `${path(number)}/decision`, ['approver1', 'supervisor1']],
    ['get', () => '/office/letters', ['clerk1', 'approver1', 'supervisor1', 'auditor1']],
    ['get', (_number, letter) => `/office/letters/${letter}/print`, ['clerk1', 'approver1', 'supervisor1']],
    ['post', (_number, letter) => `/office/letters/${letter}/print`, ['clerk1', 'approver1', 'supervisor1']],
    ['post', (_number, letter) => `/office/letters/${letter}/posted`, ['clerk1', 'approver1', 'supervisor1']],
  ];
  const roles = ['clerk1', 'approver1', 'supervisor1', 'auditor1'] as const;

  test.each(asked)('%s %s', async (method, pathOf, allowed) => {
    const number = await inReview(await newCompany());
    await decideRegistration(staff.approver1, number);
    const { letterId } = await letterOf(web.services.db, number);
    const url = pathOf(number, letterId);
    for (const role of roles) {
      const { status } = await staff[role][method](url);
      if (allowed.includes(role)) expect(status, role).not.toBe(403);
      else expect(status, role).toBe(403);
    }
    const administrator = await web.user('201234567000');
    for (const stranger of [administrator, web.visitor()]) {
      const answer = await stranger[method](url);
      if (method === 'get') expect(answer.headers.get('location')).toBe('/office/login');
      else expect(answer.status).toBe(401);
    }
  });
});
