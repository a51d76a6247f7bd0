import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyOut } from '../../db/copy.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';
import { waitFor } from '../support/wait-for.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const copy = (query: string, signal = new AbortController().signal) =>
  copyOut(database.url, `copy (${query}) to stdout (format csv)`, {
    signal,
    settings: { application_name: 'copy of this test' },
  });

async function taken(blocks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const block of blocks) all.push(Buffer.from(block));
  return all;
}

const running = async () =>
  (await runSql(database.url, "select from pg_stat_activity where application_name = 'copy of this test'"))
    .length;

test('rows come in large blocks, each of whole rows, in their order', async () => {
  const blocks = await taken(copy("select n, repeat('x', n % 200) from generate_series(1, 20000) n"));
  const expected = Array.from(
    { length: 20_000 },
    (_, n) => `${n + 1},${(n + 1) % 200 ? 'x'.repeat((n + 1) % 200) : '""'}\n`,
  );
  expect(Buffer.concat(blocks).toString()).toBe(expected.join(''));
  for (const block of blocks.slice(0, -1)) expect(block.length).toBeGreaterThanOrEqual(64 * 1024);
  for (const block of blocks) expect(block.at(-1)).toBe(0x0a);
});

test('a row that is larger than a block comes whole, and no rows are no blocks', async () => {
  expect(Buffer.concat(await taken(copy("select repeat('x', 300000)"))).length).toBe(300_001);
  expect(await taken(copy('select 1 where false'))).toEqual([]);
});

test('an error before the first row and one after many are thrown, neither is an end', async () => {
  await expect(taken(copy('select nothing'))).rejects.toThrow('does not exist');
  await expect(taken(copy('select 1 / (50000 - n) from generate_series(1, 60000) n'))).rejects.toThrow(
    'zero',
  );
  await waitFor(async () => (await running()) === 0, { what: 'the connections to close' });
});

test.each([
  ['says nothing', 'select pg_sleep(60)'],
  ['is blocked in sending', "select repeat('x', 1000) from generate_series(1, 1000000)"],
])('a query that %s ends when nobody wants it any more', async (_how, query) => {
  const leave = new AbortController();
  const blocks = copy(query, leave.signal);
  const first = blocks.next();
  await waitFor(async () => (await running()) === 1, { what: 'the query to run' });
  leave.abort();
  await expect(first.then(() => taken(blocks))).rejects.toThrow();
  await waitFor(async () => (await running()) === 0, { what: 'the query to end' });
});

test('a reader that stops in the middle leaves no connection behind', async () => {
  for await (const _block of copy("select repeat('x', 1000) from generate_series(1, 1000000)")) break;
  await waitFor(async () => (await running()) === 0, { what: 'the query to end' });
});
