import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applicationMail } from '../../activities/change-application.mail.ts';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { type FakeWorkflows, fakeWorkflows, submitted } from './office-fixtures.ts';

let web: TestWeb;
let workflows: FakeWorkflows;
let first: Visitor;
let second: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  [first, second] = await Promise.all([web.staff('approver1'), web.staff('approver2')]);
});
afterAll(() => web.close());
beforeEach(() => {
  workflows = fakeWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
});

const changes = {
  phone: { before: '03-0123-4500', requested: '03-0123-9999' },
  fax: { before: '03-0123-4599', requested: '03-0123-8888' },
};
const path = (number: string) => `/office/change-applications/${number}`;
const pageOf = async (who: Visitor, number: string) => (await who.get(path(number))).text();
const seenOn = (page: string) => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';

async function move(number: string, values: Partial<typeof insuredParties.$inferInsert>) {
  const { db } = web.services;
  const [application] = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  await db
    .update(insuredParties)
    .set(values)
    .where(eq(insuredParties.insuredCode, application?.insuredCode ?? ''));
}

const decide = (who: Visitor, number: string, fields: Record<string, string>) =>
  who.post(`${path(number)}/decision`, {
    stepId: crypto.randomUUID(),
    round: '1',
    kind: 'approved',
    ...fields,
  });
const approvalsOf = async (number: string) => {
  const steps = await web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, number));
  return steps.filter(({ kind }) => kind === 'approved');
};
const inReview = (wanted: Parameters<typeof submitted>[1] = {}) =>
  submitted(web.services.db, { stage: 'inReview', changes, ...wanted });

test('a record that has moved shows both differences, and each moved field asks for a decision', async () => {
  const number = await inReview();
  expect(await pageOf(first, number)).not.toContain('name="choice-');
  await move(number, { phone: '03-0123-7777' });
  const page = await pageOf(first, number);
  expect(page).toContain('項目ごとに「申込内容にする」か「現在の登録のままにする」かを選びます');
  expect(page).toContain('03-0123-<ins>7777</ins>');
  expect(page.match(/name="choice-[a-z]+"/g)).toEqual(['name="choice-phone"', 'name="choice-phone"']);
  expect(page).not.toMatch(/name="choice-phone"[^>]*checked/);

  const answer = await decide(first, number, { seen: seenOn(page) });
  const back = await answer.text();
  expect(answer.status).toBe(422);
  expect(back).toContain('href="#choice-phone">電話番号：どちらかを選択してください。');
  expect(back).toMatch(/id="choice-phone-error">.*どちらかを選択してください。/s);
  expect(workflows.commands).toEqual([]);

  const made = await decide(first, number, {
    seen: seenOn(page),
    'choice-phone': 'current',
    'choice-fax': 'current',
  });
  expect(made.status).toBe(303);
  expect((await approvalsOf(number))[0]?.choices).toEqual({
    phone: { now: '03-0123-7777', take: 'current' },
  });
  expect(await pageOf(first, number)).toContain('電話番号：現在の登録のままにする（03-0123-7777）');
});

test('a choice that is none of the two is none; to take over nothing is no approval', async () => {
  const number = await inReview({ changes: { phone: changes.phone } });
  await move(number, { phone: '03-0123-7777' });
  const seen = seenOn(await pageOf(first, number));
  expect((await decide(first, number, { seen, 'choice-phone': 'toString' })).status).toBe(422);
  const nothing = await decide(first, number, { seen, 'choice-phone': 'current' });
  expect(nothing.status).toBe(422);
  expect(await nothing.text()).toContain('承認ではなく、差戻しまたは却下をしてください');
  expect((await decide(first, number, { seen, 'choice-phone': 'requested' })).status).toBe(303);
});

test('when it moves again between page and press, the press is refused and shows the new state', async () => {
  const number = await inReview();
  const before = seenOn(await pageOf(first, number));
  await move(number, { phone: '03-0123-7777' });
  const unseen = await decide(first, number, { seen: before, effectiveOn: '2026-13-99' });
  expect(unseen.status).toBe(409);
  const page = await unseen.text();
  expect(page).toContain('画面を開いた後に登録情報が変わりました');
  expect(page).toContain('name="choice-phone"');
  expect(page).toContain('value="2026-13-99"');

  await move(number, { phone: '03-0123-6666' });
  const again = await decide(first, number, { seen: seenOn(page), 'choice-phone': 'requested' });
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('03-0123-6666');
  expect((await decide(first, number, {})).status).toBe(409);
  expect(workflows.commands).toEqual([]);
  expect(await approvalsOf(number)).toEqual([]);
});

test('a return needs no decision about fields', async () => {
  const number = await inReview();
  await move(number, { phone: '03-0123-7777' });
  const aReturn = { kind: 'returned', reasonCode: 'other', reasonText: 'ご確認ください。' };
  expect((await decide(first, number, aReturn)).status).toBe(303);
});

test('the second approver sees the first one’s choices and decides too; a difference is said', async () => {
  const number = await inReview({
    changes: { ...changes, name: { before: '株式会社試験', requested: '株式会社試行' } },
  });
  await move(number, { phone: '03-0123-7777' });
  const seen = seenOn(await pageOf(first, number));
  expect((await decide(first, number, { seen, 'choice-phone': 'current' })).status).toBe(303);
  await move(number, { fax: '03-0123-6666' });

  const page = await pageOf(second, number);
  expect(page).toContain('1人目（高橋　直樹）：現在の登録のままにする');
  expect(page).toContain('1人目（高橋　直樹）の承認の後に変わりました。');
  const seenNow = seenOn(page);
  expect((await decide(second, number, { seen: seenNow, 'choice-phone': 'requested' })).status).toBe(422);
  const choices = { 'choice-phone': 'requested', 'choice-fax': 'requested' };
  expect((await decide(second, number, { seen: seenNow, ...choices })).status).toBe(303);
  const after = await pageOf(second, number);
  expect(after).toContain('1人目の選択：現在の登録のままにする');
  expect(after).toContain('最後の承認の選択で反映します');
});

test('the customer reads which field stayed as it is and why, once it is decided', async () => {
  const number = await submitted(web.services.db, { stage: 'inReview', changes });
  const { db } = web.services;
  // The fixtures' companies have users without passwords: the application becomes a company's that logs in.
  await db
    .update(changeApplications)
    .set({ insuredCode: '201234567', applicantId: '201234567000' })
    .where(eq(changeApplications.applicationNumber, number));
  await move(number, { phone: '03-0123-7777' });
  const administrator = await web.user('201234567000');
  const status = async () => (await administrator.get(`/change-applications/${number}`)).text();
  const seen = seenOn(await pageOf(first, number));
  expect(await status()).not.toContain('反映していません');
  await decide(first, number, { seen, 'choice-phone': 'current' });
  expect(await status()).toContain(
    '反映していません。審査の間に登録情報が「03-0123-7777」に変わったため、その登録のままとしました。',
  );
});

test('the completion mail names the fields that stayed, and no value', () => {
  const facts = {
    applicationNumber: 'W20261122-000017-8',
    companyName: '株式会社試験',
    submittedAt: new Date(),
    dueAt: null,
    effectiveOn: null,
    closedAt: new Date(),
    reason: undefined,
    entry: null,
    publicUrl: 'https://portal.example',
    institutionName: 'まどぐち保証機構',
  };
  const { text } = applicationMail('completed', { ...facts, kept: ['電話番号'] });
  expect(text).toContain('・電話番号');
  expect(text).toContain('審査の間に登録情報が変わっていたため');
  expect(applicationMail('completed', { ...facts, kept: [] }).text).not.toContain('審査の間に');
});
