import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeApplicationSteps } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { groupViewerRequests } from '../../db/schema/group-viewer-requests.ts';
import { registrationSteps } from '../../db/schema/registrations.ts';
import { staff as staffTable } from '../../db/schema/staff.ts';
import { standInPeriods } from '../../db/schema/stand-ins.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { recordingWorkflows } from '../support/recording-workflows.ts';
import { claimRegistration, existingInput, register } from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { type FakeWorkflows, fakeWorkflows, nameChange, submitted } from './office-fixtures.ts';

const roles = ['clerk1', 'clerk2', 'approver1', 'approver2', 'supervisor1', 'auditor1'] as const;

let web: TestWeb;
let workflows: FakeWorkflows;
let staff: Record<(typeof roles)[number], Visitor>;
beforeAll(async () => {
  web = await startTestWeb();
  const visitors = await Promise.all(roles.map(async (role) => [role, await web.staff(role)] as const));
  staff = Object.fromEntries(visitors) as typeof staff;
});
afterAll(() => web.close());
beforeEach(async () => {
  workflows = fakeWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
  await web.services.db.update(standInPeriods).set({ revokedAt: new Date(), revokedBy: 'supervisor1' });
  await web.services.db.delete(staffEvents);
});

const today = todayInTokyo(new Date());
const HOME = '/office/stand-ins';
const form = (changes: Record<string, string> = {}) => ({
  periodId: crypto.randomUUID(),
  principalId: 'approver1',
  standInId: 'approver2',
  fromDate: today,
  untilDate: addDays(today, 3),
  note: '',
  ...changes,
});
const running = () =>
  web.services.db.query.standInPeriods
    .findMany()
    .then((rows) => rows.filter(({ revokedAt }) => revokedAt === null));
/** Names a stand-in as the supervisor does. */
async function named(principalId: string, standInId: string) {
  expect((await staff.supervisor1.post(HOME, form({ principalId, standInId }))).status).toBe(303);
}
const stepsOf = (number: string) =>
  web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, number));
const page = async (who: Visitor, path: string) => (await who.get(path)).text();

describe('naming and ending', () => {
  test('a supervisor names one for anybody; everybody sees it, and it is recorded', async () => {
    const answer = await staff.supervisor1.post(HOME, form({ note: '夏季休暇のため' }));
    const list = await (await staff.supervisor1.follow(answer)).text();
    expect(list).toContain('代行者を設定しました');
    expect(await page(staff.auditor1, HOME)).toMatch(
      /高橋　直樹.*田中　由紀子.*代行中.*承認・差戻し・却下.*夏季休暇のため/s,
    );
    const events = await web.services.db.select().from(staffEvents);
    expect(events.filter(({ operation }) => operation === 'standInNamed')).toMatchObject([
      { staffId: 'supervisor1', subject: 'approver1→approver2' },
    ]);
    const [period] = await running();
    const mails = await web.services.db.query.notices.findMany({
      where: (notice, { eq }) => eq(notice.reference, period?.periodId ?? ''),
    });
    expect(mails.map(({ staffId }) => staffId).sort()).toEqual(['approver1', 'approver2']);
    expect(mails[0]?.facts).toMatchObject({ principalName: '高橋　直樹', standInName: '田中　由紀子' });
  });

  test('a person names their own and no other’s, whatever the form says', async () => {
    const offered = await page(staff.clerk1, `${HOME}/new`);
    expect(offered).not.toContain('name="principalId"');
    await staff.clerk1.post(HOME, form({ principalId: 'approver1', standInId: 'clerk2' }));
    expect(await running()).toMatchObject([{ principalId: 'clerk1', standInId: 'clerk2' }]);
  });

  test('the same form sent twice is one period', async () => {
    const fields = form();
    const answers = await Promise.all([1, 2, 3].map(() => staff.supervisor1.post(HOME, fields)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await running()).toHaveLength(1);
    const events = await web.services.db.select().from(staffEvents);
    expect(events.filter(({ operation }) => operation === 'standInNamed')).toHaveLength(1);
  });

  test.each([
    ['oneself', { standInId: 'approver1' }, 'standInId', '本人とは別の職員'],
    ['an auditor', { standInId: 'auditor1' }, 'standInId', '一覧から選択'],
    ['yesterday', { fromDate: addDays(today, -1) }, 'fromDate', '本日以降'],
    [
      'an overlapping period',
      { standInId: 'clerk1', fromDate: addDays(today, 3), untilDate: addDays(today, 9) },
      'fromDate',
      'すでに田中　由紀子が代行者です',
    ],
    ['somebody who is away', { principalId: 'clerk1', standInId: 'approver1' }, 'standInId', '高橋　直樹は'],
    [
      'for whoever stands in for another',
      { principalId: 'approver2', standInId: 'clerk1' },
      'fromDate',
      '高橋　直樹の代行者になっています',
    ],
  ])('422: %s', async (_, changes: Record<string, string>, field, message) => {
    await named('approver1', 'approver2');
    const answer = await staff.supervisor1.post(HOME, form({ note: '残るメモ', ...changes }));
    const back = await answer.text();
    expect(answer.status).toBe(422);
    expect(back).toMatch(new RegExp(`id="${field}-error">.*${message}`, 's'));
    expect(back).toContain('残るメモ');
    expect(await running()).toHaveLength(1);
  });

  test('two overlapping ones at once: one is named, the other is told', async () => {
    const answers = await Promise.all([
      staff.supervisor1.post(HOME, form({ standInId: 'approver2' })),
      staff.approver1.post(HOME, form({ standInId: 'clerk1' })),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(await running()).toHaveLength(1);
  });

  test('ended by the principal or a supervisor, by nobody else; twice is once', async () => {
    await named('approver1', 'approver2');
    const [period] = await running();
    const path = `${HOME}/${period?.periodId}/revocation`;
    expect((await staff.approver2.post(path)).status).toBe(409);
    expect((await staff.auditor1.post(path)).status).toBe(403);
    expect(await page(staff.approver2, HOME)).not.toContain('/revocation');
    expect(await page(staff.approver1, path)).toContain('直ちに代行できなくなります');
    await Promise.all([staff.approver1.post(path), staff.supervisor1.post(path)]);
    expect(await running()).toEqual([]);
    const events = await web.services.db.select().from(staffEvents);
    expect(events.filter(({ operation }) => operation === 'standInRevoked')).toHaveLength(1);
    expect((await staff.supervisor1.get(`${HOME}/${crypto.randomUUID()}/revocation`)).status).toBe(404);
    expect((await staff.supervisor1.get(`${HOME}/nothing/revocation`)).status).toBe(404);
  });
});

describe('deciding as a stand-in', () => {
  const path = (number: string) => `/office/change-applications/${number}`;
  const decide = (who: Visitor, number: string, fields: Record<string, string>) =>
    who.post(`${path(number)}/decision`, { stepId: crypto.randomUUID(), round: '1', ...fields });
  const inReview = (wanted: Parameters<typeof submitted>[1] = {}) =>
    submitted(web.services.db, { stage: 'inReview', assigneeId: 'clerk1', ...wanted });

  test('both names stand in the step and on the page; neither approves again, alone or for the other', async () => {
    await named('approver1', 'approver2');
    const number = await inReview({ changes: nameChange });
    const before = await page(staff.approver2, path(number));
    expect(before).toContain('高橋　直樹の代行として');
    expect(await page(staff.supervisor1, path(number))).not.toContain('代行として');
    expect((await decide(staff.approver2, number, { kind: 'approved', actingFor: 'approver1' })).status).toBe(
      303,
    );
    expect((await stepsOf(number)).at(-1)).toMatchObject({
      actorId: 'approver2',
      principalId: 'approver1',
      principalName: '高橋　直樹',
    });
    expect(workflows.commands).toMatchObject([{ actorId: 'approver2', principalId: 'approver1' }]);
    const after = await page(staff.approver1, path(number));
    expect(after).toContain('田中　由紀子（高橋　直樹の代行）');
    expect(after).toContain('代行者による承認が済んでいます');
    for (const fields of [{}, { actingFor: 'approver1' }])
      for (const who of [staff.approver1, staff.approver2])
        expect((await decide(who, number, { kind: 'approved', ...fields })).status).toBe(409);
    expect((await decide(staff.supervisor1, number, { kind: 'approved' })).status).toBe(303);
  });

  test('who has approved is not represented in the same round: the choice is gone, and the press is refused', async () => {
    await named('approver1', 'approver2');
    const number = await inReview({ changes: nameChange });
    await decide(staff.approver1, number, { kind: 'approved' });
    expect(await page(staff.approver2, path(number))).not.toContain('代行として');
    const answer = await decide(staff.approver2, number, { kind: 'approved', actingFor: 'approver1' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('代行する相手がすでに承認しています');
    expect((await decide(staff.approver2, number, { kind: 'approved' })).status).toBe(303);
  });

  test('what the principal entered is not decided for them', async () => {
    await named('approver1', 'approver2');
    const number = await inReview({ enteredBy: 'approver1' });
    const answer = await decide(staff.approver2, number, { kind: 'approved', actingFor: 'approver1' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('代行する相手が入力した申込みは決裁できません');
  });

  test('a stand-in needs the right themselves, and lends nobody one', async () => {
    await named('approver1', 'clerk1');
    await named('clerk2', 'supervisor1');
    const number = await inReview();
    expect((await decide(staff.clerk1, number, { kind: 'approved', actingFor: 'approver1' })).status).toBe(
      403,
    );
    const forClerk = await decide(staff.supervisor1, number, { kind: 'approved', actingFor: 'clerk2' });
    expect(forClerk.status).toBe(409);
    expect(await forClerk.text()).toContain('代行する相手には、この決裁の権限がありません');
    const aReturn = { kind: 'returned', reasonCode: 'other', reasonText: 'ご確認ください。' };
    expect((await decide(staff.supervisor1, number, { ...aReturn, actingFor: 'clerk2' })).status).toBe(303);
    expect((await stepsOf(number)).at(-1)).toMatchObject({ principalId: 'clerk2' });
  });

  test('a period that ended between page and press: refused, with what was typed still there', async () => {
    await named('approver1', 'approver2');
    const number = await inReview();
    const [period] = await running();
    await staff.approver1.post(`${HOME}/${period?.periodId}/revocation`);
    const fields = {
      kind: 'returned',
      reasonCode: 'other',
      reasonText: '消えては困る',
      actingFor: 'approver1',
    };
    const answer = await decide(staff.approver2, number, fields);
    const text = await answer.text();
    expect(answer.status).toBe(409);
    expect(text).toContain('代行の期間ではありません');
    expect(text).toContain('消えては困る');
    expect(workflows.commands).toEqual([]);
  });

  test('nobody represents a suspended colleague, nor anybody whose stand-in they are not', async () => {
    await named('approver1', 'approver2');
    const number = await inReview();
    const suspend = (suspendedAt: Date | null) =>
      web.services.db.update(staffTable).set({ suspendedAt }).where(eq(staffTable.staffId, 'approver1'));
    await suspend(new Date());
    expect((await decide(staff.approver2, number, { kind: 'approved', actingFor: 'approver1' })).status).toBe(
      409,
    );
    await suspend(null);
    expect(
      (await decide(staff.supervisor1, number, { kind: 'approved', actingFor: 'approver1' })).status,
    ).toBe(409);
    expect((await decide(staff.approver2, number, { kind: 'approved', actingFor: 'nobody' })).status).toBe(
      409,
    );
  });

  test('the same press in another name is a step of its own', async () => {
    await named('approver1', 'approver2');
    const number = await inReview();
    const stepId = crypto.randomUUID();
    workflows.down = true;
    expect((await decide(staff.approver2, number, { kind: 'approved', stepId })).status).toBe(503);
    workflows.down = false;
    const answer = await decide(staff.approver2, number, {
      kind: 'approved',
      stepId,
      actingFor: 'approver1',
    });
    expect(answer.status).toBe(303);
    expect(workflows.commands).toMatchObject([{ principalId: 'approver1' }]);
    expect(workflows.commands[0]?.stepId).not.toBe(stepId);
  });
});

test('a registration is approved for a colleague: both names in step, page and record', async () => {
  await named('approver1', 'approver2');
  web.services.temporal = recordingWorkflows(web.services.db).temporal;
  const number = await register(web.visitor('198.51.100.1'), 'administrator', existingInput('201234569'));
  await claimRegistration(staff.clerk1, number);
  const path = `/office/registrations/${number}`;
  expect(await page(staff.approver2, path)).toContain('高橋　直樹の代行として');
  const rejection = {
    stepId: crypto.randomUUID(),
    kind: 'rejected',
    confirmation: 'rejected',
    reasonCode: 'other',
    reasonText: '理由',
  };
  expect(
    (await staff.supervisor1.post(`${path}/decision`, { ...rejection, actingFor: 'approver1' })).status,
  ).toBe(409);
  const answer = await staff.approver2.post(`${path}/decision`, { ...rejection, actingFor: 'approver1' });
  expect(answer.status).toBe(303);
  expect(await page(staff.clerk1, path)).toContain('（高橋　直樹の代行）');
  const steps = await web.services.db
    .select()
    .from(registrationSteps)
    .where(eq(registrationSteps.registrationNumber, number));
  expect(steps.at(-1)).toMatchObject({ actorId: 'approver2', principalId: 'approver1' });
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.find(({ operation }) => operation === 'rejected')).toMatchObject({
    staffId: 'approver2',
    principalName: '高橋　直樹',
  });
});

test('a request for a group viewer is not decided for whoever entered it; for others it is', async () => {
  await named('approver1', 'approver2');
  await named('clerk1', 'supervisor1');
  const requestId = crypto.randomUUID();
  await web.services.db.insert(groupViewerRequests).values({
    requestId,
    kind: 'issue',
    homeInsuredCode: '201234567',
    companies: ['201234567', '201234568'],
    person: {
      name: '青木　恵',
      kana: 'アオキ　メグミ',
      department: '経理部',
      title: '',
      phone: '03-0123-4530',
      fax: null,
      email: 'megumi.aoki@aonagi-trading.example',
    },
    enteredBy: 'approver1',
  });
  const path = `/office/group-viewers/requests/${requestId}`;
  const refuse = (who: Visitor, actingFor: string) =>
    who.post(`${path}/decision`, { kind: 'refused', reasonText: '理由', actingFor });
  expect(await page(staff.approver2, path)).not.toContain('代行として');
  const answer = await refuse(staff.approver2, 'approver1');
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('代行する相手が入力した依頼は決裁できません');
  // A clerk has no right to lend.
  expect((await refuse(staff.supervisor1, 'clerk1')).status).toBe(409);
  await web.services.db.update(standInPeriods).set({ revokedAt: new Date(), revokedBy: 'supervisor1' });
  await named('approver2', 'supervisor1');
  expect((await refuse(staff.supervisor1, 'approver2')).status).toBe(303);
  expect(await page(staff.clerk1, path)).toContain('渡辺　誠（田中　由紀子の代行）');
});
