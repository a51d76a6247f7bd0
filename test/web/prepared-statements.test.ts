import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connect(testDatabase.url, { max: 1 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** Of the one connection; the question itself has no parameters and is not among them. */
const kept = async (like: string, { db } = database): Promise<number> => {
  const rows = await db.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`);
  return rows.filter(({ statement }) => statement.includes(like)).length;
};

test('a statement is prepared once, whatever its parameters', async () => {
  for (const value of [1, 2, 3]) {
    const [row] = await database.db.execute<{ twice: number }>(sql`select ${value}::int * 2 twice`);
    expect(row?.twice).toBe(value * 2);
  }
  expect(await kept('twice')).toBe(1);
});

test('lists of whatever length are not kept', async () => {
  for (const length of [40, 41]) {
    const list = Array.from({ length }, (_, number) => sql`${number}::int`);
    await database.db.execute(sql`select 1 where 7 in (${sql.join(list, sql`, `)})`);
  }
  expect(await kept('$40')).toBe(1);
  expect(await kept('$41')).toBe(0);
});

test('a migration under a running process changes the type of what a kept statement answers', async () => {
  await runSql(testDatabase.url, 'create table moved (key int, value int)');
  await runSql(testDatabase.url, 'insert into moved values (1, 5)');
  const ask = async () =>
    (await database.db.execute<{ value: unknown }>(sql`select value from moved where key = ${1}`))[0]?.value;
  expect(await ask()).toBe(5);
  await runSql(testDatabase.url, 'alter table moved alter value type text');
  expect(await ask()).toBe('5');
});

test('a connection keeps no more than 500', async () => {
  const fresh = connect(testDatabase.url, { max: 1 });
  for (let number = 0; number < 520; number++)
    await fresh.db.execute(sql`select ${1}::int ${sql.raw(`as many_${number}`)}`);
  expect(await kept('as many_', fresh)).toBe(500);
  await fresh.close();
});
