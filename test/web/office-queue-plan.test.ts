import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillQueue } from '../../bench/queue-data.ts';
import { connect, type Database } from '../../db/client.ts';
import { listQueue, type QueueFilter } from '../../db/office-queue.ts';
import { countDecided, countUndecided } from '../../db/office-queue-counts.ts';
import { searchFor } from '../../db/office-work-search.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { noClosingDays } from '../../domain/business-days.ts';
import { dueBounds } from '../../domain/due-window.ts';
import { testKeys } from '../support/encryption.ts';
import { type Plans, readPlans } from '../support/plans.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

/** Fewer than in the bench, and enough that reading all of a table is visibly another plan. */
const AMOUNT = { companies: 1200, open: 1000, closed: 20_000 };

let made: TestDatabase;
let database: Database;
let plans: Plans;
beforeAll(async () => {
  made = await createTestDatabase();
  database = connect(made.url, { max: 2 });
  await seedDemo(database.db, testKeys);
  await fillQueue(database.db, AMOUNT);
  plans = readPlans(made.url);
});
afterAll(async () => {
  await plans?.close();
  await database?.close();
  await made?.drop();
});

const filter = async (wanted: Partial<QueueFilter> & { query?: string } = {}): Promise<QueueFilter> => ({
  state: 'undecided',
  type: 'all',
  assigneeId: undefined,
  due: 'all',
  bounds: dueBounds(new Date(), noClosingDays),
  search: await searchFor(database.db, wanted.query ?? ''),
  ...wanted,
});

test('a page of what waits is read in the order of the index, its rows by their keys, never whole tables', async () => {
  const wanted = await filter();
  const [order, rows] = await plans.of((db) => listQueue(db, wanted, 1));
  expect(order).toMatch(/Merge Append/);
  expect(order).toMatch(/using change_applications_undecided/);
  expect(order).toMatch(/using registrations_undecided/);
  for (const plan of [order, rows])
    expect(plan).not.toMatch(/Seq Scan on (change_applications|registrations|insured_parties)/);
});

test.each([
  ['what is decided, newest first', { state: 'all' as const }],
  ['one decided stage', { state: 'applied' as const }],
])('%s is read in the order of an index', async (_, wanted) => {
  const made = await filter(wanted);
  const [order] = await plans.of((db) => listQueue(db, made, 1));
  expect(order).toMatch(/using change_applications_(decided|by_stage|by_submission)/);
  expect(order).not.toMatch(/Seq Scan on change_applications/);
});

test('what waits is counted without a look at what is decided, and that is counted only so far', async () => {
  const wanted = await filter();
  const [undecided] = await plans.of((db) => countUndecided(db, wanted));
  expect(undecided).not.toMatch(/Seq Scan on (change_applications|registrations)/);
  expect(undecided).not.toMatch(/rows=(1[0-9]{4}|2[0-9]{4})\./);
  expect(await countDecided(database.db, wanted)).toMatchObject({ applied: 1000, registered: 1000 });
  const counted = await countUndecided(database.db, wanted);
  expect(counted.reduce((sum, { total }) => sum + total, 0)).toBe(AMOUNT.open);
});

test('what was searched for is counted by its company, whatever plan Postgres keeps', async () => {
  const wanted = await filter({ query: '40000100' });
  expect(wanted.search).toMatchObject({ codes: expect.arrayContaining(['400001001']) });
  for (const kind of ['custom', 'generic'] as const) {
    const [decided] = await plans.of((db) => countDecided(db, wanted), kind);
    expect(decided).toMatch(/change_applications_by_insured_party/);
    expect(decided).not.toMatch(
      /(Seq Scan on|using change_applications_(by_stage|decided) on) change_applications/,
    );
  }
});

test.each([
  ['the beginning of a code', '40000100', 20],
  ['a part of a name', '運輸11', 10],
  ['what registrations call their administrator', '登録　花子', 1680],
])('%s is searched in an index of names, and its work by its company or number', async (_, query, amount) => {
  let wanted = await filter();
  const found = await plans.of(async (db) => {
    wanted = await filter({ search: await searchFor(db, query) });
  });
  expect(found.join()).toMatch(/insured_parties_by_part_of_name.*registrations_by_part_of_name/s);
  expect(found.join()).not.toMatch(/Seq Scan/);
  const { codes, registrations } = wanted.search as { codes: string[]; registrations: string[] };
  expect(codes.length + registrations.length).toBe(amount);
  if (amount > 100) return;
  for (const plan of await plans.of((db) => listQueue(db, { ...wanted, state: 'all' }, 1)))
    expect(plan).not.toMatch(/Seq Scan on (change_applications|registrations|insured_parties)/);
});

test('page and counts together are quick, by a bound that only another plan would miss', async () => {
  const began = performance.now();
  for (let turn = 0; turn < 5; turn += 1) {
    const wanted = await filter(turn % 2 ? { query: '貿易1' } : {});
    await Promise.all([
      listQueue(database.db, wanted, 1),
      countUndecided(database.db, wanted),
      countDecided(database.db, wanted),
    ]);
  }
  expect((performance.now() - began) / 5).toBeLessThan(1000);
});
