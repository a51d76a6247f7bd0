import { eq, sql } from 'drizzle-orm';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { together } from '../../db/together.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';
import { waitFor } from '../support/wait-for.ts';

/** What decision 162 relies on. */
const counters = pgTable('counters', { id: integer().primaryKey(), value: integer().notNull() });

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connect(testDatabase.url, { max: 2 });
  await runSql(testDatabase.url, 'create table counters (id int primary key, value int not null)');
  await runSql(testDatabase.url, 'insert into counters values (1, 5), (2, 5)');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const valueIn = async (id: number, db = database.db) =>
  (await db.select().from(counters).where(eq(counters.id, id)))[0]?.value;
const set = (id: number, value: number, db = database.db) =>
  db.update(counters).set({ value }).where(eq(counters.id, id));

/** As where functions stand between a statement and who sends it. */
async function toldLater(statement: PromiseLike<unknown>) {
  try {
    return await statement;
  } finally {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what goes together with a lock sees what the lock waited for', async () => {
  const { db } = database;
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const first = db.transaction(async (tx) => {
    await set(1, 6, tx);
    await set(2, 6, tx);
    held();
    await mayEnd;
  });
  await isHeld;
  const second = db.transaction((tx) =>
    together(
      () => tx.select().from(counters).where(eq(counters.id, 1)).for('update'),
      () => valueIn(2, tx),
    ),
  );
  const watcher = connect(testDatabase.url, { max: 1 });
  await waitFor(
    async () => {
      const waiting = await watcher.db.execute(sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
      return waiting.length > 0;
    },
    { what: 'the second to wait for the lock' },
  );
  await watcher.close();
  end();
  await first;
  expect(await second).toEqual([[{ id: 1, value: 6 }], 6]);
});

test('where one refuses, none of those sent with it stays, and the connection is as good as before', async () => {
  const { db } = database;
  const refused = db.transaction((tx) =>
    together(
      () => set(1, 7, tx),
      () => Promise.reject(new Error('refused')),
      () => set(2, 7, tx),
    ),
  );
  await expect(refused).rejects.toThrow('refused');
  const failed = db.transaction((tx) =>
    together(
      () => set(1, 8, tx),
      () => tx.insert(counters).values({ id: 1, value: 0 }),
      () => set(2, 8, tx),
    ),
  );
  await expect(failed).rejects.toMatchObject({ cause: { code: '23505' } });
  const failedTwice = db.transaction((tx) =>
    together(
      () => toldLater(tx.insert(counters).values({ id: 1, value: 0 })),
      () => set(2, 9, tx),
    ),
  );
  await expect(failedTwice, 'what failed first, and where, not what was told first').rejects.toMatchObject({
    query: expect.stringMatching(/^insert/),
    cause: { code: '23505' },
  });
  expect([await valueIn(1), await valueIn(2)]).toEqual([6, 6]);
});

test('what is sent with `begin`, or while it is under way, is in the transaction', async () => {
  const only = connect(testDatabase.url, { max: 1 });
  const { db } = only;
  for (const connection of ['new', 'known']) {
    const refused = db.transaction((tx) => set(1, 10, tx).then(() => Promise.reject(new Error('refused'))));
    await expect(refused, connection).rejects.toThrow('refused');
    expect(await valueIn(1, db), connection).toBe(6);
  }
  const refusedAtOnce = db.transaction(async () => {
    throw new Error('refused before anything was asked');
  });
  await expect(refusedAtOnce).rejects.toThrow('before anything');
  await db.transaction(async (tx) => {
    await tx
      .transaction((part) => set(1, 11, part).then(() => Promise.reject(new Error('part'))))
      .catch(() => {});
    const thrown = tx.transaction((part) => {
      void set(1, 13, part).then();
      throw new Error('part, at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    await set(2, 12, tx);
  });
  expect([await valueIn(1, db), await valueIn(2, db)]).toEqual([6, 12]);
  expect(only.counts()).toMatchObject({ inUse: 0, idle: 1, lost: 0 });
  await only.close();
});
