import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { staffEvents } from '../../db/schema/events.ts';
import { staffSessions } from '../../db/schema/sessions.ts';
import { staff as staffTable } from '../../db/schema/staff.ts';
import { endOfDayInTokyo, todayInTokyo } from '../../domain/calendar-date.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { nameChange, submitted } from './office-fixtures.ts';

let web: TestWeb;
let clerk: Visitor;
const numbers = {
  overdue: '',
  today: '',
  later: '',
  mine: '',
  returned: '',
  applied: '',
  draft: '',
  second: '',
};

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

beforeAll(async () => {
  web = await startTestWeb();
  const { db } = web.services;
  numbers.later = await submitted(db, { company: '株式会社あさって', dueAt: inDays(6) });
  numbers.applied = await submitted(db, { company: '済んだ商事', stage: 'applied', dueAt: inDays(-9) });
  numbers.mine = await submitted(db, {
    stage: 'inReview',
    assigneeId: 'clerk1',
    dueAt: inDays(3),
    company: '100%_商会',
  });
  numbers.returned = await submitted(db, { stage: 'returned', assigneeId: 'clerk2', dueAt: inDays(-3) });
  numbers.overdue = await submitted(db, { stage: 'inReview', assigneeId: 'clerk2', dueAt: inDays(-1) });
  numbers.today = await submitted(db, { dueAt: endOfDayInTokyo(todayInTokyo(new Date())) });
  numbers.draft = await submitted(db, { stage: 'draft' });
  numbers.second = await submitted(db, {
    stage: 'secondApproval',
    changes: {
      ...nameChange,
      phone: { before: null, requested: '1' },
      fax: { before: null, requested: '2' },
    },
    dueAt: inDays(8),
  });
  await approval(numbers.second, 'approver1', new Date());
  await approval(numbers.second, 'approver2', null);
  clerk = await web.staff('clerk1');
});
afterAll(() => web.close());

const approval = (applicationNumber: string, actorId: string, recordedAt: Date | null) =>
  web.services.db.insert(changeApplicationSteps).values({
    applicationNumber,
    round: 1,
    kind: 'approved',
    actorKind: 'staff',
    actorId,
    actorName: actorId,
    recordedAt,
  });

const queue = async (query = '') => (await clerk.get(`/office${query}`)).text();
const listed = (page: string) =>
  [...page.matchAll(/<tr id="application-([^"]+)"/g)].map(([, number]) => number);
const rowOf = (page: string, number: string) =>
  page.match(new RegExp(`<tr id="application-${number}".*?</tr>`, 's'))?.[0];

test('what waits for staff is listed by its due date, the overdue first and marked', async () => {
  const page = await queue();
  expect(listed(page)).toEqual([numbers.overdue, numbers.today, numbers.mine, numbers.later, numbers.second]);
  expect(rowOf(page, numbers.overdue)).toMatch(/data-overdue.*期限超過/s);
  expect(rowOf(page, numbers.today)).toMatch(/本日/);
  expect(rowOf(page, numbers.today)).not.toContain('data-overdue');
  expect(rowOf(page, numbers.later)).not.toMatch(/期限超過|本日/);
});

test('a row says what is changed, how far it is approved and who has it', async () => {
  const page = await queue();
  expect(rowOf(page, numbers.second)).toMatch(
    /保険利用者名、電話番号 ほか1件.*第二承認待ち.*>1\/2<.*未割当/s,
  );
  expect(rowOf(page, numbers.overdue)).toMatch(/審査中.*鈴木　翔太/s);
});

test.each([
  ['?state=returned', () => [numbers.returned]],
  ['?state=applied', () => [numbers.applied]],
  ['?state=inReview', () => [numbers.overdue, numbers.mine]],
  ['?assignee=mine', () => [numbers.mine]],
  ['?assignee=unassigned', () => [numbers.today, numbers.later, numbers.second]],
  ['?assignee=mine&state=returned', () => []],
  [`?q=${encodeURIComponent('あさって')}`, () => [numbers.later]],
  [`?q=${encodeURIComponent('100%_')}`, () => [numbers.mine]],
  ['?q=%25', () => []],
  [`?q=${encodeURIComponent('株式会社あさって')}`, () => [numbers.later]],
  [`?q=${encodeURIComponent('ｱｻｯﾃ')}`, () => [numbers.later]],
  ['?state=nonsense&due=nonsense&page=-1&q=', () => undefined],
  ['?assignee=clerk2&state=all', () => [numbers.overdue, numbers.returned]],
  ['?assignee=nobody-of-that-name', () => []],
  ['?due=overdue', () => [numbers.overdue]],
  ['?due=today', () => [numbers.today]],
  ['?due=overdue&state=returned', () => []],
  ['?page=2', () => []],
])('the address %s chooses', async (query, expected) => {
  expect(listed(await queue(query))).toEqual(expected() ?? listed(await queue()));
});

test('a number is found however it is typed, a code by its beginning', async () => {
  const wide = [...numbers.later].map((one) =>
    one === '-' ? '－' : String.fromCharCode(one.charCodeAt(0) + 0xfee0),
  );
  expect(listed(await queue(`?q=${encodeURIComponent(wide.join(''))}`))).toEqual([numbers.later]);
  expect(listed(await queue(`?q=${numbers.later.slice(1).replaceAll('-', '')}`))).toEqual([numbers.later]);
  const [application] = await web.services.db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, numbers.later));
  expect(listed(await queue(`?q=${application?.insuredCode}`))).toEqual([numbers.later]);
});

test('drafts are nowhere, and the counts are those of the lists', async () => {
  const page = await queue('?state=all');
  expect(listed(page)).toHaveLength(7);
  expect(page).not.toContain(numbers.draft);
  expect(page).toMatch(/未決裁<span class="count">5</);
  expect(page).toMatch(/すべて<span class="count">7</);
});

test('what is decided comes after what is not, the newest first, and is not overdue', async () => {
  const page = await queue('?state=all');
  expect(listed(page).slice(0, 5)).toEqual(listed(await queue()));
  expect(rowOf(page, numbers.applied)).not.toContain('data-overdue');
});

test('the list asks for itself with its own filters and is answered without a page around it', async () => {
  const page = await queue('?state=inReview&assignee=mine');
  expect(page).toMatch(/hx-get="\/office\?assignee=mine&amp;state=inReview&amp;shown=W[^"]*&amp;drawn=/);
  const part = await (await clerk.get('/office?state=inReview', { 'hx-request-type': 'partial' })).text();
  expect(part).toMatch(/^<div class="live queue" id="queue"/);
  expect(listed(part)).toHaveLength(2);
});

test('what is searched for is shown as text', async () => {
  const page = await queue(`?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('条件に合う申込みはありません');
});

test('staff log in with a cookie of their own, and login and logout are recorded', async () => {
  const visitor = await web.staff('auditor1');
  expect([...visitor.cookies.keys()]).toEqual(['madoguchi_office']);
  expect((await visitor.get('/office/login')).headers.get('location')).toBe('/office');
  const out = await visitor.post('/office/logout');
  expect(out.headers.get('location')).toBe('/office/login');
  expect((await visitor.get('/office')).headers.get('location')).toBe('/office/login');
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.staffId, 'auditor1'));
  expect(events.map(({ operation }) => operation)).toEqual(['loggedIn', 'loggedOut']);
});

test('unknown, wrong and suspended are refused with the same words, and get no session', async () => {
  await web.services.db
    .update(staffTable)
    .set({ suspendedAt: new Date() })
    .where(eq(staffTable.staffId, 'clerk2'));
  const before = await web.services.db.select().from(staffSessions);
  const attempts = [
    { staffId: 'nobody', password: 'demo only, never in production' },
    { staffId: 'clerk1', password: 'wrong' },
    { staffId: 'clerk2', password: 'demo only, never in production' },
    { staffId: '201234567000', password: 'demo only, never in production' },
  ];
  const answers = await Promise.all(attempts.map((attempt) => web.visitor().post('/office/login', attempt)));
  const pages = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  const neutral = pages.map((page, at) => page.replaceAll(`value="${attempts[at]?.staffId}"`, ''));
  expect(new Set(neutral).size).toBe(1);
  expect(await web.services.db.select().from(staffSessions)).toHaveLength(before.length);
  await web.services.db.update(staffTable).set({ suspendedAt: null }).where(eq(staffTable.staffId, 'clerk2'));
});

test('a login without ID or password says which', async () => {
  const answer = await web.visitor().post('/office/login', { staffId: '', password: '' });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toMatch(/職員IDを入力してください.*パスワードを入力してください/s);
});

test('a clerk who is suspended is out at the next request', async () => {
  const visitor = await web.staff('clerk2');
  await web.services.db
    .update(staffTable)
    .set({ suspendedAt: new Date() })
    .where(eq(staffTable.staffId, 'clerk2'));
  expect((await visitor.get('/office')).headers.get('location')).toBe('/office/login?ended');
});
