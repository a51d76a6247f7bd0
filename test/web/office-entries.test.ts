import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findInsuredParty } from '../../db/change-applications.ts';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { outbox } from '../../db/schema/outbox.ts';
import { webUsers } from '../../db/schema/web-users.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { insuredPartyInput } from '../../domain/insured-party.ts';
import { saveDraft } from '../support/application.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { anotherCompany, type FakeWorkflows, fakeWorkflows } from './office-fixtures.ts';

const CODE = '201234567';
const today = todayInTokyo(new Date());

let web: TestWeb;
let workflows: FakeWorkflows;
let approver1: Visitor;
let approver2: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  [approver1, approver2] = await Promise.all([web.staff('approver1'), web.staff('approver2')]);
});
afterAll(() => web.close());
beforeEach(async () => {
  workflows = fakeWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
  await web.services.db.update(changeApplications).set({ stage: 'discarded' });
});

const path = (code = CODE) => `/office/entries/${code}`;
const asked = {
  entryChannel: 'paper',
  entryRequestedBy: '財務部　水野　沙織',
  entryRequestedOn: addDays(today, -1),
  entryNote: '登録の電話番号に折り返して確認済み。',
};
async function form(changes: Record<string, string> = {}, code = CODE) {
  const party = await findInsuredParty(web.services.db, code);
  if (!party) throw new Error('no such company');
  return { ...insuredPartyInput(party.kind, party), ...asked, ...changes };
}
/** Steps 1 and 2 and 受け付ける. */
async function enter(who: Visitor, changes: Record<string, string>, code = CODE): Promise<string> {
  const confirm = await who.post(path(code), await form(changes, code));
  expect(confirm.headers.get('location')).toBe(`${path(code)}/confirm`);
  const answer = await who.post(`${path(code)}/submission`);
  expect(answer.status).toBe(303);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}
const applicationOf = async (number: string) =>
  (
    await web.services.db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, number))
  )[0];
const decide = (who: Visitor, number: string, fields: Record<string, string> = { kind: 'approved' }) =>
  who.post(`/office/change-applications/${number}/decision`, {
    stepId: crypto.randomUUID(),
    round: '1',
    ...fields,
  });

test('entered for a customer, it is an application as any other: numbered, recorded, in the queue, mailed', async () => {
  const page = await (await approver1.get(path())).text();
  expect(page).toContain('入力した方は、この申込みを決裁できません');
  await approver1.post(path(), await form({ phone: '03-0123-9999' }));
  const confirm = await (await approver1.get(`${path()}/confirm`)).text();
  expect(confirm).toContain('書面（郵送・FAX）');
  expect(confirm).toMatch(/03-0123-4500.*03-0123-9999/s);
  expect(await (await approver1.get(path())).text()).toContain('value="03-0123-9999"');

  const number = await enter(approver1, { phone: '03-0123-9999' });
  expect(await applicationOf(number)).toMatchObject({
    stage: 'received',
    round: 1,
    enteredBy: 'approver1',
    entry: { channel: 'paper', requestedBy: '財務部　水野　沙織' },
    changes: { phone: { before: '03-0123-4500', requested: '03-0123-9999' } },
    applicantId: `${CODE}000`,
    approvalsNeeded: 1,
  });
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events).toMatchObject([{ operation: 'applicationEntered', staffId: 'approver1' }]);
  const starts = await web.services.db.select().from(outbox);
  expect(starts.find(({ workflowId }) => workflowId.endsWith(number))?.input).toMatchObject({
    enteredBy: 'approver1',
    round: 1,
  });
  const shown = await (await approver2.get(`/office/change-applications/${number}`)).text();
  expect(shown).toContain('保険利用者に代わって入力しました');
  expect(shown).toContain('登録の電話番号に折り返して確認済み。');
  expect(await (await approver2.get('/office')).text()).toContain(number);
});

test('who entered it never decides it, alone or with others; another does', async () => {
  const number = await enter(approver1, { phone: '03-0123-8888' });
  await approver1.post(`/office/change-applications/${number}/claim`, {
    stepId: crypto.randomUUID(),
    round: '1',
  });
  const page = await (await approver1.get(`/office/change-applications/${number}`)).text();
  expect(page).toContain('ご自身が入力した申込みは決裁できません');
  for (const fields of [
    { kind: 'approved' },
    { kind: 'returned', reasonCode: 'other', reasonText: '理由' },
    { confirmation: 'rejected', reasonCode: 'other', reasonText: '理由' },
  ])
    expect((await decide(approver1, number, fields)).status).toBe(409);
  const bulk = await (await approver1.post('/office/bulk-approval', [['number', number]])).text();
  expect(bulk).toContain('ご自身が入力した申込みは決裁できません');
  expect((await decide(approver2, number)).status).toBe(303);
});

test('the customer sees on whose word it was entered, and not what staff noted; may withdraw it', async () => {
  const number = await enter(approver1, { phone: '03-0123-7777' });
  const administrator = await web.user(`${CODE}000`);
  const page = await (await administrator.get(`/change-applications/${number}`)).text();
  expect(page).toContain('お申出により、窓口で受け付けました');
  expect(page).toContain('財務部　水野　沙織');
  expect(page).not.toContain('折り返して');
  expect(page).not.toContain('高橋');
  expect((await administrator.post(`/change-applications/${number}/withdrawal`)).status).toBe(303);
});

describe('what does not go', () => {
  test.each([
    ['no channel', { entryChannel: '' }, 'entryChannel', '申出の方法を選択'],
    ['a made-up channel', { entryChannel: 'pigeon' }, 'entryChannel', '一覧から選択'],
    ['nobody', { entryRequestedBy: '' }, 'entryRequestedBy', '申出をした方を入力'],
    ['tomorrow', { entryRequestedOn: addDays(today, 1) }, 'entryRequestedOn', '本日以前'],
    ['long ago', { entryRequestedOn: addDays(today, -181) }, 'entryRequestedOn', '180日以内'],
    ['a field of the record', { phone: '電話なし' }, 'phone', '電話番号'],
  ])('422: %s', async (_, changes: Record<string, string>, field, message) => {
    const answer = await approver1.post(path(), await form({ fax: '03-0123-1111', ...changes }));
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toMatch(new RegExp(`id="${field}-error">.*${message}`, 's'));
    expect(page).toContain('value="03-0123-1111"');
  });

  test('nothing that differs from the record', async () => {
    const answer = await approver1.post(path(), await form());
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('変更された項目がありません');
  });

  test('a company whose own application is open, at the beginning or only when it is confirmed', async () => {
    await approver1.post(path(), await form({ phone: '03-0123-6666' }));
    const administrator = await web.user(`${CODE}000`);
    await saveDraft(web.services.db, administrator, CODE, { fax: '03-0123-2222' });
    const answer = await approver1.post(`${path()}/submission`);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('保険利用者が申込みを入力しています');
    expect(await (await approver1.get(path())).text()).toContain('保険利用者が申込みを入力しています');
    await web.services.db.update(changeApplications).set({ stage: 'discarded' });
    // What was entered is still there.
    expect(await (await approver1.get(`${path()}/confirm`)).text()).toContain('03-0123-6666');
  });

  test('a company without an administrator, whom nobody could tell', async () => {
    const code = await anotherCompany(web.services.db, '管理者なし株式会社');
    await web.services.db.delete(webUsers).where(eq(webUsers.insuredCode, code));
    expect(await (await approver1.get(path(code))).text()).toContain(
      'Webユーザー（管理者）が登録されていません',
    );
    await approver1.post(path(code), await form({ phone: '03-0123-6666' }, code));
    expect((await approver1.post(`${path(code)}/submission`)).status).toBe(409);
  });

  test('a company that is none', async () => {
    expect((await approver1.get(path('999999999'))).status).toBe(404);
  });

  test('confirming what nobody entered (ASVS V2.3.1)', async () => {
    const visitor = await web.staff('clerk1');
    expect((await visitor.get(`${path()}/confirm`)).headers.get('location')).toBe(path());
    expect((await visitor.post(`${path()}/submission`)).status).toBe(409);
  });
});

test('受け付ける pressed five times at once makes one application', async () => {
  const code = await anotherCompany(web.services.db, '五回押す株式会社');
  await approver1.post(path(code), await form({ phone: '03-0123-5555' }, code));
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => approver1.post(`${path(code)}/submission`)),
  );
  expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
  expect(answers[0]?.status).toBe(303);
  const rows = await web.services.db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.insuredCode, code));
  expect(rows).toHaveLength(1);
  const steps = await web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, rows[0]?.applicationNumber ?? ''));
  expect(steps).toHaveLength(1);
});

test('two entries side by side do not get mixed up, and another’s draft is not seen', async () => {
  const code = await anotherCompany(web.services.db, '別の会社株式会社');
  await approver1.post(path(), await form({ phone: '03-0123-1212' }));
  await approver1.post(path(code), await form({ phone: '03-0123-3434' }, code));
  expect(await (await approver1.get(`${path()}/confirm`)).text()).toContain('03-0123-1212');
  expect(await (await approver2.get(path())).text()).not.toContain('03-0123-1212');
  const number = await enter(approver1, { phone: '03-0123-1212' });
  expect((await applicationOf(number))?.changes).toMatchObject({ phone: { requested: '03-0123-1212' } });
});

test('a postal code brings its address', async () => {
  const part = await (await approver1.get('/office/entries/address/headOffice?postalCode=4600003')).text();
  expect(part).toContain('名古屋市中区');
  expect((await approver1.get('/office/entries/address/nothing?postalCode=4600003')).status).toBe(404);
});
