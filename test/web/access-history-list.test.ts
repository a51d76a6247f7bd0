import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEventCounts, accessEvents } from '../../db/schema/index.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { addEvents, addLongHistory } from '../support/access-history.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
let administrator: Visitor;
let applicant: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  [administrator, applicant] = [await web.user('201234567000'), await web.user('201234567001')];
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.services.db.delete(accessEvents);
  await web.services.db.delete(accessEventCounts);
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
/** What stands in the column 氏名, which the events below number. */
const names = (page: string) =>
  [...page.matchAll(/data-label="氏名"[^>]*>([^<]*)</g)].map(([, name]) => name);
const link = (page: string, text: string) =>
  new RegExp(`<a href="([^"]+)" rel="(?:prev|next)">(?:<svg.*?</svg>)?${text}`)
    .exec(page)?.[1]
    ?.replaceAll('&amp;', '&');
const open = async (path: string, who = administrator) => {
  const answer = await who.get(path);
  expect(answer.status, path).toBe(200);
  return answer.text();
};

test('the company’s history: the newest first, fifty a page, older and newer without a gap or a repetition', async () => {
  const at = minutesAgo(10);
  await addEvents(
    web.services.db,
    Array.from({ length: 120 }, (_, n) => ({ at: n < 60 ? at : minutesAgo(5), actorName: String(n) })),
  );
  const all = Array.from({ length: 120 }, (_, n) => String(119 - n));
  const first = await open('/access-history');
  expect(names(first)).toEqual(all.slice(0, 50));
  expect(link(first, '新しい履歴')).toBeUndefined();
  const second = await open(link(first, '古い履歴') ?? '');
  expect(names(second)).toEqual(all.slice(50, 100));
  const third = await open(link(second, '古い履歴') ?? '');
  expect(names(third)).toEqual(all.slice(100));
  expect(link(third, '古い履歴')).toBeUndefined();
  expect(names(await open(link(third, '新しい履歴') ?? ''))).toEqual(all.slice(50, 100));
  await addEvents(web.services.db, [{ actorName: '新', at: minutesAgo(1) }]);
  const back = await open(link(second, '新しい履歴') ?? '');
  expect(names(back)).toEqual(all.slice(0, 50));
  const top = names(await open(link(back, '新しい履歴') ?? ''));
  expect(top.slice(0, 4), 'the first page as it is now, with the look itself').toEqual([
    '日本　太郎',
    '新',
    '119',
    '118',
  ]);
  expect(top.length).toBe(50);
});

test('filtered by days, by user and by sort of operation', async () => {
  const yesterday = addDays(todayInTokyo(new Date()), -1);
  await addEvents(web.services.db, [
    { actorName: 'a', operation: '3-2', webUserId: '201234567001' },
    { actorName: 'b', operation: '1-4', webUserId: '201234567001' },
    { actorName: 'c', operation: '11-2', at: new Date(`${yesterday}T23:59:59.999+09:00`) },
    { actorName: 'd', operation: '11-2', at: new Date(`${yesterday}T00:00:00+09:00`) },
    { actorName: 'e', operation: '1-1', insuredCode: '201234568', webUserId: '201234568000' },
  ]);
  expect(names(await open('/access-history?user=201234567001'))).toEqual(['b', 'a']);
  expect(names(await open('/access-history?group=11'))).toEqual(['c', 'd']);
  expect(names(await open('/access-history?group=1&user=201234567001'))).toEqual(['b']);
  expect(names(await open(`/access-history?from=${yesterday}&to=${yesterday}`))).toEqual(['c', 'd']);
  expect(await open('/access-history?group=8')).toContain('対象データがありません');
  for (const [wrong, message] of [
    ['user=201234568000', 'このWebユーザーIDはありません'],
    ['from=2020-01-01', '1年前まで'],
    ['from=2026-02-30', '存在しない日付'],
  ] as const) {
    const answer = await administrator.get(`/access-history?${wrong}`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(message);
  }
});

test('a rare operation in a long history is looked for a stretch at a time', async () => {
  await addLongHistory(web.environment.DATABASE_URL, 45_000);
  await addEvents(web.services.db, [{ operation: '7-1', actorName: '稀', at: minutesAgo(60 + 700) }]);
  const first = await open('/access-history?group=7');
  expect(first).toContain('ここまでの期間に、この種類の操作はありません');
  const second = await open(link(first, '古い履歴') ?? '');
  expect(second).toContain('ここまでの期間に');
  const third = await open(link(second, '古い履歴') ?? '');
  expect(names(third)).toEqual(['稀']);
  expect(link(third, '古い履歴')).toBeUndefined();
});

describe('one’s own history', () => {
  test('everyone sees their own, and nobody else’s', async () => {
    await addEvents(web.services.db, [
      { actorName: 'own', webUserId: '201234567001' },
      { actorName: 'other', webUserId: '201234567000' },
    ]);
    expect(names(await open('/access-history/own?user=201234567000', applicant))).toEqual(['own']);
    expect((await applicant.get('/access-history')).status).toBe(403);
    expect((await applicant.get('/access-history/export')).status).toBe(403);
  });

  test('a group viewer’s is that of all its companies', async () => {
    const { db } = web.services;
    await addGroupViewer(db, '201234567901', ['201234567', '201234568']);
    const viewer = await web.user('201234567901');
    await db.delete(accessEvents);
    const webUserId = '201234567901';
    await addEvents(db, [
      { actorName: '1', webUserId, at: minutesAgo(9) },
      { actorName: '2', webUserId, insuredCode: '201234568', at: minutesAgo(8) },
      { actorName: '3', webUserId, at: minutesAgo(7) },
      { actorName: '4', webUserId, insuredCode: '201234569', at: minutesAgo(6) },
      { actorName: '5' },
    ]);
    const page = await open('/access-history/own', viewer);
    expect(names(page), 'without a company that it may no longer see').toEqual(['3', '2', '1']);
    expect(page).toContain('保険利用者コード');
    expect((await viewer.get('/access-history')).status).toBe(403);
  });
});

test('a look is an event of the history, turning the page is none', async () => {
  await addEvents(
    web.services.db,
    Array.from({ length: 60 }, () => ({ at: minutesAgo(2) })),
  );
  const page = await open('/access-history');
  await open(link(page, '古い履歴') ?? '');
  const events = await web.services.db.select().from(accessEvents).orderBy(desc(accessEvents.accessEventId));
  expect(events.length).toBe(61);
  expect(events[0]).toMatchObject({ operation: 'P-92', webUserId: '201234567000' });
});
