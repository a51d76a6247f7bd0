import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkRow } from '../../db/office-work-rows.ts';
import { readDrawn } from '../../web/office/queue/drawn.ts';
import {
  dueWindows,
  plainView,
  queueHref,
  readView,
  states,
  types,
  viewOf,
  viewQuery,
} from '../../web/office/queue/filter.ts';
import { gained } from '../../web/office/queue/load.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

const views = fc
  .record({
    state: fc.constantFrom(...states),
    type: fc.constantFrom(...types),
    assignee: fc.oneof(
      fc.constantFrom('all', 'mine', 'unassigned'),
      fc.string({ maxLength: 40, unit: 'binary' }),
    ),
    due: fc.constantFrom(...dueWindows),
    q: fc.string({ maxLength: 150, unit: 'binary' }),
    page: fc.oneof(fc.nat().map(String), fc.string({ maxLength: 5 })),
  })
  .map(readView);

test('a view and its address say the same, whatever was typed', () => {
  fc.assert(
    fc.property(views, (view) => {
      const href = queueHref(view, { page: view.page });
      expect(href).toMatch(/^\/office\?[\x21-\x7e]+$/);
      expect(readView(Object.fromEntries(new URL(href, 'http://x').searchParams))).toEqual(view);
      expect(viewOf(viewQuery(view))).toEqual(view);
    }),
  );
});

test('an address is never without a word, for that one leads to what somebody sees first', () => {
  expect(queueHref(plainView)).toBe('/office?state=undecided');
});

const rowsOf = (numbers: string[], submittedAt = new Date(0)) =>
  numbers.map((number) => ({ number, submittedAt }) as WorkRow);
const drawn = (numbers: string[]) => ({ numbers, at: new Date(1000) });

test('what came into the list is counted, and what only moved up because others are done is not', () => {
  expect(gained(rowsOf(['a', 'x', 'b']), drawn(['a', 'b']), 1)).toBe(1);
  const page = [...Array(50)].map((_, n) => `w${n}`);
  expect(gained(rowsOf([...page.slice(3), 'n1', 'n2', 'n3']), drawn(page), 1)).toBe(0);
  expect(gained(rowsOf(['back', ...page.slice(0, 49)]), drawn(page), 1)).toBe(1);
  expect(gained(rowsOf(['a', 'new'], new Date(2000)), drawn(['a']), 1), 'counted as fresh already').toBe(0);
});

let web: TestWeb;
let clerk: Visitor;
const numbers: string[] = [];
beforeAll(async () => {
  web = await startTestWeb();
  for (let day = 1; day <= 4; day += 1)
    numbers.push(await submitted(web.services.db, { dueAt: new Date(Date.now() + day * 86_400_000) }));
  numbers.push(await submitted(web.services.db, { stage: 'applied' }));
  clerk = await web.staff('clerk1');
});
afterAll(() => web?.close());

const path = (number: string | undefined) => `/office/change-applications/${number}`;
const linksOf = async (number: string | undefined, queue: string) => {
  const page = await (await clerk.get(`${path(number)}?${new URLSearchParams({ queue })}`)).text();
  const nav = page.match(/<nav class="queue-place".*?<\/nav>/s)?.[0] ?? '';
  return Object.fromEntries(
    [...nav.matchAll(/href="([^"]*)" data-key="(.)"/g)].map(([, href, key]) => [key, href]),
  );
};

test('the page of an application leads to its neighbours in the list that one came from, and back to its row', async () => {
  const queue = 'state%3Dreceived';
  expect(await linksOf(numbers[1], 'state=received')).toEqual({
    u: `/office?state=received#work-${numbers[1]}`,
    k: `${path(numbers[0])}?queue=${queue}`,
    j: `${path(numbers[2])}?queue=${queue}`,
  });
  expect(await linksOf(numbers[0], 'state=received')).not.toHaveProperty('k');
  expect(await linksOf(numbers[3], 'state=received')).not.toHaveProperty('j');
});

test('whoever is done with one goes on to the next, although it is not in the list any more', async () => {
  await web.services.db.execute(
    `update change_applications set stage = 'inReview', assignee_id = 'clerk1' where application_number = '${numbers[1]}'`,
  );
  expect((await linksOf(numbers[1], 'assignee=unassigned')).j).toContain(numbers[2]);
});

test('a form of the page leads back to the page in its list, and nothing else does', async () => {
  const referer = `http://portal.test${path(numbers[0])}?queue=assignee%3Dmine`;
  const back = await clerk.get(path(numbers[0]), { referer });
  expect(back.headers.get('location')).toBe(`${path(numbers[0])}?queue=assignee%3Dmine`);
  expect((await clerk.get(path(numbers[2]), { referer })).status, 'another application').toBe(200);
  const evil = `http://portal.test${path(numbers[0])}?queue=${encodeURIComponent('"><script>//evil.example')}`;
  expect((await clerk.get(path(numbers[0]), { referer: evil })).headers.get('location')).toMatch(
    /\?queue=state%3Dundecided$/,
  );
});

test('a list that says it was drawn at a time that no database knows says nothing', () => {
  const shown = 'W20261122-000001-0';
  for (const drawn of ['+010000-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z', '0000-01-01', 'x'])
    expect(readDrawn({ shown, drawn }), drawn).toBeUndefined();
  expect(readDrawn({ shown, drawn: '2026-11-26T00:00:00.000Z' })).toBeDefined();
});
