import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listClosingDays } from '../../db/holidays.ts';
import { changeApplications, holidays, staffEvents } from '../../db/schema/index.ts';
import { addBusinessDays, isBusinessDay, noClosingDays } from '../../domain/business-days.ts';
import { addDays, type CalendarDate, dateInTokyo, todayInTokyo } from '../../domain/calendar-date.ts';
import { REVIEW_BUSINESS_DAYS } from '../../domain/change-application.ts';
import { staffActs } from '../support/acts.ts';
import { apply } from '../support/application.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/holidays';
const today = todayInTokyo(new Date());
/** The n-th business day from now by the national calendar. */
const day = (n: number) => addBusinessDays(today, n, noClosingDays);
const written = (date: CalendarDate) => date.replaceAll('-', '/');

let web: TestWeb;
let supervisor: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  supervisor = await web.staff('supervisor1');
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.services.db.delete(holidays);
  await web.services.db.delete(staffEvents);
});

const entered = async () => [...(await listClosingDays(web.services.db))];
const enter = (date: CalendarDate, kind: 'closed' | 'working' = 'closed') =>
  web.services.db.insert(holidays).values({ date, kind, name: '記念日', enteredBy: 'supervisor1' });
const one = (date: string, kind = 'closed') => supervisor.post(HOME, { date, kind, name: '創立記念日' });

test('a closing day moves the due date of what is applied for from then on', async () => {
  for (const date of [day(1), day(3)]) expect((await one(written(date))).status).toBe(303);
  const { db } = web.services;
  const number = await apply(db, await web.user('201234567000'), '201234567', { phone: '03-0123-9999' });
  const [application] = await db
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  expect(REVIEW_BUSINESS_DAYS).toBe(2);
  expect(application?.dueAt && dateInTokyo(application.dueAt)).toBe(day(4));
  expect(await staffActs(web.services.db)).toEqual([
    ['holidaysAdded', day(1)],
    ['holidaysAdded', day(3)],
  ]);
});

test('a day at work on a weekend is entered as such', async () => {
  let saturday = addDays(today, 1);
  while (new Date(`${saturday}T00:00:00Z`).getUTCDay() !== 6) saturday = addDays(saturday, 1);
  expect((await one(written(saturday), 'working')).status).toBe(303);
  expect(isBusinessDay(saturday, await listClosingDays(web.services.db))).toBe(true);
});

test.each([
  ['a past day', () => one(written(addDays(today, -1))), '過去の日付は登録できません'],
  ['no day', () => one(''), '日付を入力してください'],
  ['a national holiday', () => one(`${Number(today.slice(0, 4)) + 1}/05/03`), 'もともと休業日です'],
  ['a working day as one at work', () => one(written(day(1)), 'working'), 'もともと営業日です'],
])('%s is refused beside the field', async (_, send, message) => {
  const answer = await send();
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain(message);
  expect(await staffActs(web.services.db)).toEqual([]);
});

test('the same day by two at once is entered once, and the other is told', async () => {
  const answers = await Promise.all([one(written(day(5))), one(written(day(5)))]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  expect(await entered()).toHaveLength(1);
  expect(await staffActs(web.services.db)).toHaveLength(1);
});

test('a year shows its own days among the national holidays, and leads to the years beside it', async () => {
  await enter('2027-04-30');
  const page = await pageOf(supervisor.get(`${HOME}?year=2027`));
  expect(page).toMatch(/2027\/04\/29[\s\S]*昭和の日[\s\S]*2027\/04\/30[\s\S]*記念日[\s\S]*2027\/05\/03/);
  expect(page).toContain('?year=2026');
  expect(page).toContain('?year=2028');
  expect((await supervisor.get(`${HOME}?year=0`)).status).toBe(200);
});

describe('a list', () => {
  const send = (list: string, more: Record<string, string> = {}) =>
    supervisor.post(`${HOME}/import`, { list, ...more });
  const shownIn = (page: string) => /name="shown" value="(\w+)"/.exec(page)?.[1] ?? '';

  test('is shown line by line first, and registers what was shown; past days stay', async () => {
    const past = addDays(today, -40);
    await enter(past);
    const list = [`${written(day(2))} 創立記念日`, written(day(3)), written(past)].join('\r\n');
    const preview = await send(list, { act: 'preview' });
    expect(preview.status).toBe(200);
    const page = await preview.text();
    expect(page).toContain('登録する日付は2日です。登録しない行は1行です。');
    expect(page).toContain('2日を登録する');
    expect(await entered()).toHaveLength(1);

    const answer = await send(list, { act: 'register', shown: shownIn(page) });
    expect(answer.status).toBe(303);
    expect(await entered()).toEqual([
      [past, 'closed'],
      [day(2), 'closed'],
      [day(3), 'closed'],
    ]);
    expect(await staffActs(web.services.db)).toEqual([['holidaysAdded', `${day(2)}～${day(3)}（2日）`]]);
  });

  test('that was never shown, or changed since, registers nothing yet', async () => {
    const shown = shownIn(await pageOf(send(written(day(2)), { act: 'preview' })));
    for (const answer of [
      await send(written(day(2)), { act: 'register' }),
      await send(written(day(3)), { act: 'register', shown }),
    ]) {
      expect(answer.status).toBe(409);
      expect(await answer.text()).toContain('一覧が変わったため、まだ登録していません');
    }
    expect(await entered()).toEqual([]);
  });

  test.each([
    ['nothing', '\n \n', '休業日の一覧を入力してください'],
    ['a line that is no date', `${written(day(2))}\n夏休み`, '読み取れない行があります（2行目）'],
    [
      'too many lines',
      Array.from({ length: 401 }, () => '2027/06/01').join('\n'),
      '400行までです（現在401行）',
    ],
  ])('with %s is refused and stays in its field', async (_, list, message) => {
    const answer = await send(list, { act: 'register', shown: 'x' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(message);
    if (list.trim()) expect(page).toContain(list.split('\n')[0]);
    expect(await entered()).toEqual([]);
  });

  test('without a new day has nothing to register', async () => {
    const page = await pageOf(send(written(addDays(today, -3)), { act: 'preview' }));
    expect(page).toContain('登録する日付は0日です');
    expect(page).not.toContain('日を登録する</button>');
  });
});

describe('removal', () => {
  test('of a coming day is asked about, done and recorded', async () => {
    await enter(day(6));
    expect(await pageOf(supervisor.get(`${HOME}/${day(6)}/removal`))).toContain('営業日に戻り');
    expect((await supervisor.post(`${HOME}/${day(6)}/removal`)).status).toBe(303);
    expect(await entered()).toEqual([]);
    expect(await staffActs(web.services.db)).toEqual([['holidayRemoved', day(6)]]);
  });

  test('of a past day is refused: due dates were counted by it', async () => {
    const past = addDays(today, -1);
    await enter(past);
    const answer = await supervisor.post(`${HOME}/${past}/removal`);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('この休業日は削除できません');
    expect(await entered()).toHaveLength(1);
    expect(await staffActs(web.services.db)).toEqual([]);
  });

  test('of what is not there is not found', async () => {
    for (const date of ['2099-01-05', 'yesterday', '2027-02-30'])
      expect((await supervisor.post(`${HOME}/${date}/removal`)).status).toBe(404);
  });
});

test('others than supervisors see them and enter none', async () => {
  for (const staffId of ['clerk1', 'approver1', 'auditor1']) {
    const visitor = await web.staff(staffId);
    expect(await pageOf(visitor.get(HOME))).not.toMatch(/<form[^>]*holidays/);
    expect((await visitor.post(HOME, { date: written(day(2)), kind: 'closed', name: 'x' })).status).toBe(403);
  }
});
