import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessEvents, insuredParties, webUserSessions } from '../../db/schema/index.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { passwordWasGivenLongAgo } from '../support/acts.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { isOpen, setUse } from './one-time-password-fixtures.ts';

const COMPANY = '201234567';
const ADMINISTRATOR = '201234567000';
const form = {
  name: '日本　太郎',
  kana: 'ニホン　タロウ',
  department: '財務部',
  title: '部長',
  phone: '03-0123-4520',
  fax: '03-0123-4599',
  email: 'taro.nihon@aonagi-trading.example',
  emailAgain: 'taro.nihon@aonagi-trading.example',
};

let web: TestWeb;
let administrator: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());
beforeEach(async () => {
  await setUse(web, COMPANY, false);
  await web.services.db.delete(webUserSessions);
  administrator = await web.user(ADMINISTRATOR);
  const unchanged = { ...form, oneTimePassword: 'false' };
  const answer = await administrator.post('/administrator', unchanged);
  if (answer.status === 303) await administrator.post('/administrator/confirm');
  await web.services.db.delete(accessEvents);
});

const uses = async (insuredCode = COMPANY) => {
  const [company] = await web.services.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, insuredCode));
  return company?.usesOneTimePassword;
};
const choose = (value: string) => administrator.post('/administrator', { ...form, oneTimePassword: value });

test('「利用する」 holds for every user of the company from the next request on, and for no other company', async () => {
  const applicant = await web.user('201234567001');
  const stranger = await web.user('201234569000');
  expect((await choose('true')).headers.get('location')).toBe('/administrator/confirm');
  const confirmation = await (await administrator.get('/administrator/confirm')).text();
  expect(confirmation).toMatch(/ワンタイムパスワード利用[\s\S]*利用しない[\s\S]*利用する/);
  expect(await uses(), 'not before 確定する').toBe(false);
  const answer = await administrator.follow(await administrator.post('/administrator/confirm'));
  expect(await answer.text()).toContain('ワンタイムパスワードの利用を開始しました');
  expect(await uses()).toBe(true);
  expect(await uses('201234569')).toBe(false);
  expect(await isOpen(applicant)).toBe(false);
  expect(await isOpen(stranger)).toBe(true);
  expect(await isOpen(await web.user(ADMINISTRATOR)), 'the administrator’s next session').toBe(false);
  const events = await web.services.db.select().from(accessEvents);
  expect(events.map((event) => [event.operation, event.subject])).toEqual(
    expect.arrayContaining([
      [operation.administratorDetailsChange, null],
      [operation.oneTimePasswordSetting, '利用する'],
    ]),
  );
});

test('「利用しない」 opens everything again', async () => {
  await choose('true');
  await administrator.post('/administrator/confirm');
  const applicant = await web.user('201234567001');
  await choose('false');
  await administrator.post('/administrator/confirm');
  expect(await uses()).toBe(false);
  expect(await isOpen(applicant)).toBe(true);
});

test('ASVS V7.5.1: the current password is asked for again, either way', async () => {
  for (const [before, wanted] of [
    [false, 'true'],
    [true, 'false'],
  ] as const) {
    await setUse(web, COMPANY, before);
    await web.services.db
      .update(webUserSessions)
      .set({ passwordGivenAt: new Date(), oneTimePasswordVerifiedAt: new Date() });
    await choose(wanted);
    await passwordWasGivenLongAgo(web.services.db);
    expect(await (await administrator.get('/administrator/confirm')).text()).toContain(
      'ワンタイムパスワード利用を変更するため',
    );
    for (const password of ['', 'wrong password of somebody'])
      expect((await administrator.post('/administrator/confirm', { password })).status).toBe(422);
    expect(await uses()).toBe(before);
    const right = await administrator.post('/administrator/confirm', { password: DEMO_PASSWORD });
    expect(right.headers.get('location')).toBe('/administrator/complete');
    expect(await uses()).toBe(!before);
  }
});

test('修正する keeps the choice, an unchanged or unknown one changes nothing', async () => {
  await choose('true');
  const input = await (await administrator.get('/administrator/edit')).text();
  expect(input).toMatch(/name="oneTimePassword" value="true" checked/);
  for (const value of ['false', 'perhaps']) {
    const answer = await choose(value);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('変更された項目がありません');
  }
});

test('an applicant cannot set it', async () => {
  const applicant = await web.user('201234567001');
  expect((await applicant.post('/administrator', { ...form, oneTimePassword: 'true' })).status).toBe(403);
  expect(await uses()).toBe(false);
});
