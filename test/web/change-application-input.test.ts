import { afterAll, beforeAll, expect, test } from 'vitest';
import { findInsuredParty } from '../../db/change-applications.ts';
import { changeApplications } from '../../db/schema/change-applications.ts';
import { accessEvents } from '../../db/schema/events.ts';
import { outbox } from '../../db/schema/outbox.ts';
import { fieldsOf, insuredPartyInput } from '../../domain/insured-party.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
let administrator: Visitor;
let registered: Record<string, string>;
beforeAll(async () => {
  web = await startTestWeb();
  administrator = await web.user('201234567000');
  const party = await findInsuredParty(web.services.db, '201234567');
  registered = insuredPartyInput('headOffice', party as never);
});
afterAll(() => web.close());

/** An input that the field refuses. */
const wrong: Record<string, string> = {
  corporateNumber: '1234567890123',
  nameKana: '漢字',
  nameEnglish: '見本',
  representativeKana: '漢字',
  postalCode: '12',
  prefecture: '江戸',
  addressEnglish: '東京',
  phone: '12',
  fax: '12',
  url: 'javascript:alert(1)',
  industry: 'ZZ',
  establishedOn: '2023-02-29',
  capitalYen: '-1',
  employees: 'many',
  fiscalMonth: '13',
  isSme: 'perhaps',
  contactPhone: '12',
  contactEmail: 'a@b@c',
};

test.each(fieldsOf('headOffice').map(({ key, label }) => [label, key] as const))(
  'a wrong %s is answered with 422, a message beside the field, and the input kept',
  async (_label, key) => {
    const field = fieldsOf('headOffice').find((one) => one.key === key);
    const bad = wrong[key] ?? 'あ'.repeat((field?.maxLength ?? 0) + 1);
    const answer = await administrator.post('/change-applications', {
      ...registered,
      street: '一番町９９',
      [key]: bad,
    });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    const control = page.match(
      new RegExp(`<(?:input|select|fieldset|div)[^>]*(?:name|id)="${key}"[^>]*>`),
    )?.[0];
    expect(page, 'summary links to the field').toContain(`href="#${key}"`);
    expect(control ?? page).toContain('aria-invalid="true"');
    if (field?.control === 'text') expect(page).toContain(`value="${bad.replace('<', '&lt;')}"`);
    if (key !== 'street') expect(page, 'the other input is kept').toContain('value="一番町９９"');
    expect(await web.services.db.select().from(changeApplications)).toHaveLength(0);
  },
);

test('required fields left empty are named one by one', async () => {
  const answer = await administrator.post('/change-applications', {
    ...registered,
    name: '',
    contactName: ' 　',
  });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain('保険利用者名を入力してください。');
  expect(page).toContain('href="#contactName"');
});

test('an application that changes nothing is refused and says so', async () => {
  const answer = await administrator.post('/change-applications', registered);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('変更された項目がありません');
});

test('reaching step 2 saves the input and gives the number, shown in orange', async () => {
  const answer = await administrator.post('/change-applications', { ...registered, nameKana: 'みほんｼﾝﾌﾞﾂ' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toMatch(/^\/change-applications\/W\d{8}-\d{6}-\d\/confirm$/);
  const page = await (await administrator.follow(answer)).text();
  expect(page).toMatch(/application-number.*W\d{8}-\d{6}-\d/s);
  expect(page).toContain('ミホンシンブツ');
  expect(await web.services.db.select().from(outbox)).toHaveLength(0);
});

test('申込む pressed twenty times at once makes one application, one event and one workflow', async () => {
  const [draft] = await web.services.db.select().from(changeApplications);
  const path = `/change-applications/${draft?.applicationNumber}`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => administrator.post(`${path}/submission`)),
  );
  expect(new Set(answers.map((answer) => answer.headers.get('location')))).toEqual(
    new Set([`${path}/complete`]),
  );
  expect(await web.services.db.select().from(outbox)).toHaveLength(1);
  const events = await web.services.db.select().from(accessEvents);
  expect(events.filter(({ operation }) => operation === 'P-12')).toMatchObject([
    { subject: draft?.applicationNumber },
  ]);
  const [application] = await web.services.db.select().from(changeApplications);
  expect(application).toMatchObject({
    stage: 'received',
    round: 1,
    receiptEmail: expect.stringContaining('@'),
  });
});

test('while an application is open no second one can be begun, not even by a direct POST', async () => {
  const answer = await administrator.post('/change-applications', { ...registered, street: '別の町１' });
  expect(answer.headers.get('location')).toBe('/change-applications/new');
  expect(await web.services.db.select().from(changeApplications)).toHaveLength(1);
});

test("another company's application does not exist", async () => {
  const [application] = await web.services.db.select().from(changeApplications);
  const stranger = await web.user('201234568000');
  for (const page of ['', '/status', '/edit', '/confirm', '/complete'])
    expect((await stranger.get(`/change-applications/${application?.applicationNumber}${page}`)).status).toBe(
      404,
    );
  for (const act of ['', '/submission', '/withdrawal', '/discard'])
    expect((await stranger.post(`/change-applications/${application?.applicationNumber}${act}`)).status).toBe(
      404,
    );
});

test('an applicant sees the insured party but cannot apply for a change', async () => {
  const applicant = await web.user('201234567001');
  const details = await (await applicant.get('/insured-party')).text();
  expect(details).not.toContain('変更する</a>');
  expect((await applicant.get('/change-applications/new')).status).toBe(403);
  expect((await applicant.post('/change-applications', registered)).status).toBe(403);
});

test('a branch has no representative, and cannot smuggle one in', async () => {
  const branch = await web.user('201234569000');
  const page = await (await branch.get('/change-applications/new')).text();
  expect(page).not.toContain('representativeName');
  const party = await findInsuredParty(web.services.db, '201234569');
  const input = insuredPartyInput('branch', party as never);
  const answer = await branch.post('/change-applications', { ...input, representativeName: '密輸　太郎' });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('変更された項目がありません');
});
