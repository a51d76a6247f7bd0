import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bulkApprovalItems } from '../../db/schema/bulk-approvals.ts';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { standInPeriods } from '../../db/schema/stand-ins.ts';
import { BULK_AT_MOST, BULK_AT_ONCE } from '../../domain/bulk-approval.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { type FakeWorkflows, fakeWorkflows, nameChange, submitted } from './office-fixtures.ts';

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
  await web.services.db.update(changeApplications).set({ stage: 'withdrawn' });
});

const HOME = '/office/bulk-approval';
const inReview = (wanted: Parameters<typeof submitted>[1] = {}) =>
  submitted(web.services.db, { stage: 'inReview', assigneeId: 'clerk1', ...wanted });
const severalInReview = async (count: number) => {
  const numbers = [];
  for (let index = 0; index < count; index += 1) numbers.push(await inReview());
  return numbers;
};

const choose = (who: Visitor, numbers: string[]) =>
  who.post(
    HOME,
    numbers.map((number) => ['number', number]),
  );
const fieldsOf = (page: string): [string, string][] =>
  [...page.matchAll(/<input type="hidden" name="(bulkId|item)" value="([^"]+)">/g)].map(([, name, value]) => [
    name ?? '',
    value ?? '',
  ]);
const confirmed = async (who: Visitor, numbers: string[]) =>
  fieldsOf(await (await choose(who, numbers)).text());
const press = (who: Visitor, fields: [string, string][]) => who.post(`${HOME}/decision`, fields);
const stages = async (numbers: string[]) => {
  const rows = await web.services.db
    .select()
    .from(changeApplications)
    .where(inArray(changeApplications.applicationNumber, numbers));
  return Object.fromEntries(rows.map(({ applicationNumber, stage }) => [applicationNumber, stage]));
};
const approvalsOf = async (number: string) => {
  const steps = await web.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.applicationNumber, number));
  return steps.filter(({ kind, recordedAt }) => kind === 'approved' && recordedAt);
};
const outcomesOf = async (location: string | null) => {
  const rows = await web.services.db
    .select()
    .from(bulkApprovalItems)
    .where(eq(bulkApprovalItems.bulkId, location?.split('/').at(-1) ?? ''));
  return Object.fromEntries(rows.map(({ applicationNumber, outcome }) => [applicationNumber, outcome]));
};

test('chosen, seen with its difference, approved with one press; each has its result, which can be looked at again', async () => {
  const simple = await inReview();
  const two = await inReview({ changes: nameChange });
  const list = await (await approver1.get(HOME)).text();
  expect(list).toContain(simple);
  expect(list).not.toMatch(/type="checkbox"[^>]*checked/);

  const page = await (await choose(approver1, [simple, two])).text();
  expect(page).toContain('次の2件を承認します');
  expect(page).toMatch(/電話番号.*03-0123-4500.*03-0123-9999/s);
  expect(page).toContain('2件を承認する');
  const answer = await press(approver1, fieldsOf(page));
  expect(answer.status).toBe(303);
  const result = await (await approver1.follow(answer)).text();
  expect(result).toContain('2件を承認しました');
  expect(result).toContain('うち1件は、2人目の承認が必要です');
  expect(await stages([simple, two])).toEqual({ [simple]: 'approved', [two]: 'secondApproval' });
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, two));
  expect(events.map(({ operation }) => operation)).toContain('viewed');

  expect(await (await approver1.get(HOME)).text()).not.toContain(two);
  await press(approver2, await confirmed(approver2, [two]));
  expect(await stages([two])).toEqual({ [two]: 'approved' });
});

test('what cannot be approved together is named with the reason, and not sent', async () => {
  const received = await submitted(web.services.db);
  const own = await inReview({ enteredBy: 'approver1' });
  const moved = await inReview({ changes: { phone: { before: '1', requested: '2' } } });
  const fine = await inReview();
  const page = await (
    await choose(approver1, [received, own, moved, fine, 'R20261122-000001-7', crypto.randomUUID()])
  ).text();
  expect(page).toContain('まだ担当者が決まっていません');
  expect(page).toContain('ご自身が入力した申込みは決裁できません');
  expect(page).toContain('項目ごとに選んでください');
  expect(page).toContain('ほかの2件：情報変更の申込みではないため');
  expect(fieldsOf(page).filter(([name]) => name === 'item')).toHaveLength(1);
  const list = await (await approver1.get(HOME)).text();
  for (const number of [received, own, moved]) expect(list).not.toContain(number);
});

test('one that bears another company’s name is marked as such, and its neighbours are not', async () => {
  const before = '株式会社試験';
  const same = await inReview({ changes: { name: { before, requested: '穂高見精機株式会社' } } });
  const other = await inReview({ changes: { name: { before, requested: '誰とも同じでない株式会社' } } });
  const page = await (await choose(approver1, [same, other])).text();
  const rowOf = (number: string) => page.match(new RegExp(`<tr(?:(?!</tr>).)*${number}.*?</tr>`, 's'))?.[0];
  expect(rowOf(same)).toContain('同じ法人番号または名称の保険利用者');
  expect(rowOf(other)).toContain('誰とも同じでない株式会社');
  expect(rowOf(other)).not.toContain('同じ法人番号または名称の保険利用者');
});

test('nothing chosen, and more than fifty, are told; the choice stays', async () => {
  expect((await choose(approver1, [])).status).toBe(422);
  const number = await inReview();
  const many = [number, ...Array.from({ length: BULK_AT_MOST }, (_, index) => `W20261122-${index}`)];
  const answer = await choose(approver1, many);
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).toContain('50件までです');
  expect(page).toMatch(new RegExp(`value="${number}" checked`));
});

test('the same press ten times at once acts once on each', async () => {
  const numbers = await severalInReview(4);
  const fields = await confirmed(approver1, numbers);
  const answers = await Promise.all(Array.from({ length: 10 }, () => press(approver1, fields)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(workflows.commands).toHaveLength(4);
  for (const number of numbers) expect(await approvalsOf(number)).toHaveLength(1);
  const outcomes = await outcomesOf(answers[0]?.headers.get('location') ?? null);
  expect(Object.values(outcomes)).toEqual(Array(4).fill('approved'));
});

test('two presses from two pages: the second is told what it found', async () => {
  const number = await inReview({ changes: nameChange });
  const [first, second] = [await confirmed(approver1, [number]), await confirmed(approver1, [number])];
  await press(approver1, first);
  const answer = await press(approver1, second);
  expect(await outcomesOf(answer.headers.get('location'))).toEqual({ [number]: 'ownApproval' });
  expect(await (await approver1.follow(answer)).text()).toContain('すでにあなたが承認しています');
  expect(await approvalsOf(number)).toHaveLength(1);
});

test('what changed between page and press is not approved: the record, the submission, a withdrawal', async () => {
  const [moved, corrected, withdrawn, fine] = (await severalInReview(4)) as [string, string, string, string];
  const { db } = web.services;
  const fields = await confirmed(approver1, [moved, corrected, withdrawn, fine]);
  const [application] = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, moved));
  await db
    .update(insuredParties)
    .set({ phone: '03-0123-7777' })
    .where(eq(insuredParties.insuredCode, application?.insuredCode ?? ''));
  const set = (number: string, values: Partial<typeof changeApplications.$inferInsert>) =>
    db.update(changeApplications).set(values).where(eq(changeApplications.applicationNumber, number));
  await set(corrected, { round: 2 });
  await set(withdrawn, { stage: 'withdrawn' });

  const answer = await press(approver1, fields);
  expect(await outcomesOf(answer.headers.get('location'))).toEqual({
    [moved]: 'needsFieldDecisions',
    [corrected]: 'changedMeanwhile',
    [withdrawn]: 'closed',
    [fine]: 'approved',
  });
  const result = await (await approver1.follow(answer)).text();
  expect(result).toContain('1件を承認しました。3件は承認していません');
  expect(workflows.commands).toHaveLength(1);
});

test('when Temporal goes down in between, the rest is left, and a further press goes on where it was', async () => {
  const numbers = await severalInReview(3);
  const fields = await confirmed(approver1, numbers);
  workflows.down = true;
  const answer = await press(approver1, fields);
  const location = answer.headers.get('location') ?? '';
  const result = await (await approver1.follow(answer)).text();
  expect(result).toContain('残り3件は、まだ処理していません');
  expect(result).toContain('続きを行う');
  expect(await (await approver2.get(location)).text()).not.toContain('続きを行う');
  workflows.down = false;
  expect((await approver2.post(`${location}/continuation`)).status).toBe(303);
  expect(workflows.commands).toEqual([]);
  await approver1.post(`${location}/continuation`);
  expect(await stages(numbers)).toEqual(Object.fromEntries(numbers.map((number) => [number, 'approved'])));
  await approver1.post(`${location}/continuation`);
  expect(workflows.commands).toHaveLength(3);
});

test('a stand-in approves for another: in each step both names; somebody they do not represent is refused', async () => {
  const today = todayInTokyo(new Date());
  await web.services.db.insert(standInPeriods).values({
    periodId: crypto.randomUUID(),
    principalId: 'approver1',
    standInId: 'approver2',
    fromDate: today,
    untilDate: today,
    setBy: 'supervisor1',
  });
  const number = await inReview({ changes: nameChange });
  const page = await (await choose(approver2, [number])).text();
  expect(page).toContain('高橋　直樹の代行として');
  const forNobody = await press(approver2, [...fieldsOf(page), ['actingFor', 'supervisor1']]);
  expect(forNobody.status).toBe(409);
  expect(await approvalsOf(number)).toEqual([]);
  const answer = await press(approver2, [...fieldsOf(page), ['actingFor', 'approver1']]);
  expect(await (await approver2.follow(answer)).text()).toContain('（高橋　直樹の代行）');
  expect(await approvalsOf(number)).toMatchObject([{ actorId: 'approver2', principalName: '高橋　直樹' }]);
});

test('the first approver’s date holds for the second, who saw it', async () => {
  const number = await inReview({ changes: nameChange });
  const nextWeek = addDays(todayInTokyo(new Date()), 7);
  await approver1.post(`/office/change-applications/${number}/decision`, {
    stepId: crypto.randomUUID(),
    round: '1',
    kind: 'approved',
    effectiveOn: nextWeek,
  });
  const page = await (await choose(approver2, [number])).text();
  expect(page).toContain(nextWeek.replaceAll('-', '/'));
  await press(approver2, fieldsOf(page));
  expect(workflows.commands.at(-1)).toMatchObject({ effectiveOn: nextWeek });
});

test('fifty are decided some at a time', async () => {
  const numbers = await severalInReview(BULK_AT_MOST);
  let running = 0;
  let most = 0;
  const { withDeadline } = workflows.temporal.client;
  workflows.temporal.client.withDeadline = async (deadline, ask) => {
    running += 1;
    most = Math.max(most, running);
    try {
      return await withDeadline(deadline, ask);
    } finally {
      running -= 1;
    }
  };
  const answer = await press(approver1, await confirmed(approver1, numbers));
  expect(Object.values(await outcomesOf(answer.headers.get('location')))).toEqual(Array(50).fill('approved'));
  expect(most).toBe(BULK_AT_ONCE);
});

test.each([
  ['no press', [['item', 'W20261122-000001-1 1 aaaaaaaaaaaaaaaaaaaaaa']]],
  ['no items', [['bulkId', crypto.randomUUID()]]],
  [
    'an item of another make',
    [
      ['bulkId', crypto.randomUUID()],
      ['item', 'W20261122-000001-1'],
    ],
  ],
  [
    'an application that is none',
    [
      ['bulkId', crypto.randomUUID()],
      ['item', 'W20261122-999999-1 1 aaaaaaaaaaaaaaaaaaaaaa'],
    ],
  ],
] as [string, [string, string][]][])('400: a form that is not ours, %s', async (_, fields) => {
  expect((await press(approver1, fields)).status).toBe(400);
});

test('a result that is nobody’s is not there', async () => {
  expect((await approver1.get(`${HOME}/${crypto.randomUUID()}`)).status).toBe(404);
  expect((await approver1.get(`${HOME}/nothing`)).status).toBe(404);
});
