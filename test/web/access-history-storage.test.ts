import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asc, eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { historyExtent } from '../../db/access-history.ts';
import { connect } from '../../db/client.ts';
import { type NewAccessEvent, recordAccessEvents } from '../../db/events.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { accessEventCounts, accessEvents } from '../../db/schema/index.ts';
import { operationText } from '../../domain/operation-catalogue.ts';
import { readPlans } from '../support/plans.ts';
import { runSql } from '../support/sql.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { createHistoryDatabase, event, type HistoryDatabase } from './access-history-fixtures.ts';

let database: HistoryDatabase;
beforeAll(async () => {
  database = await createHistoryDatabase();
});
afterAll(() => database?.drop());
beforeEach(() => database.clear());

/** A line of the export as the manual has it, without quotes. */
const line = ({ webUserId, operation, actorName, actorDepartment, actorTitle }: NewAccessEvent) =>
  `${[webUserId, 'YYYY/MM/DD hh:mm:ss', operationText(operation), actorName, actorDepartment, actorTitle].join(',')}\r\n`;
const characters = (events: NewAccessEvent[]) => [...events.map(line).join('')].length;
const bytes = (events: NewAccessEvent[]) => Buffer.byteLength(events.map(line).join(''));

const partitions = async () =>
  (
    await database.db.execute(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'access_events'::regclass order by 1`,
    )
  ).map(({ name }) => name);
const counts = () => {
  const { insuredCode, day, webUserId, events, characters, bytes } = accessEventCounts;
  const total = (column: AnyPgColumn) => sql<number>`sum(${column})::int`;
  return database.db
    .select({
      insuredCode,
      day,
      webUserId,
      events: total(events),
      characters: total(characters),
      bytes: total(bytes),
    })
    .from(accessEventCounts)
    .groupBy(insuredCode, day, webUserId)
    .orderBy(asc(day), asc(webUserId));
};

test('what a search sums up lies in an index, however far apart a company’s counts are', async () => {
  // What is not on disk yet is not marked as seen by all, and only what is can be read from an index alone.
  await database.sql(`set synchronous_commit = on;
    insert into access_event_counts (insured_code, day, web_user_id, events, characters, bytes)
    select (500000000 + n % 500)::text, '2026-01-01'::date + n / 500, 'user', 1, 40, 60 from generate_series(0, 49999) n`);
  // Whoever else looks at the database meanwhile, its own housekeeping too, can keep rows from being marked.
  const vacuumed = async () => {
    await database.sql('vacuum (analyze) access_event_counts');
    const [pages] = await database.sql<{ unmarked: number }>(
      `select relpages - relallvisible as unmarked from pg_class where relname = 'access_event_counts'`,
    );
    return pages?.unmarked === 0;
  };
  await waitFor(vacuumed, { what: 'all counts to be marked as seen by all' });
  const plans = readPlans(database.url);
  onTestFinished(() => plans.close());
  const selection = { insuredCode: '500000007', period: { from: '2026-01-01', to: '2026-12-31' } } as const;
  for (const kind of ['custom', 'generic'] as const) {
    const [plan] = await plans.of((db) => historyExtent(db, selection), kind);
    expect(plan).toMatch(/Index Only Scan using access_event_counts/);
  }
  expect(await historyExtent(database.db, selection)).toEqual({ events: 100, characters: 4000, bytes: 6000 });
});

describe('recording', () => {
  test('counts each user’s day in Tokyo, with the size of its lines in the export', async () => {
    const before = event({ at: new Date('2026-10-31T14:59:59.999Z') });
    const after = event({
      at: new Date('2026-10-31T15:00:00.000Z'),
      operation: '5-2',
      actorName: '𠮷田　髙',
    });
    const other = event({ at: after.at, webUserId: '201234567002' });
    await recordAccessEvents(database.db, [other, after, before]);
    await recordAccessEvents(database.db, [after]);
    const counted = (day: string, webUserId: string, events: NewAccessEvent[]) => ({
      insuredCode: '201234567',
      day,
      webUserId,
      events: events.length,
      characters: characters(events),
      bytes: bytes(events),
    });
    expect(await counts()).toEqual([
      counted('2026-10-31', '201234567001', [before]),
      counted('2026-11-01', '201234567001', [after, after]),
      counted('2026-11-01', '201234567002', [other]),
    ]);
  });

  test('keeps the order of a batch in the IDs', async () => {
    const at = new Date();
    const batch = Array.from({ length: 50 }, (_, n) => event({ at, subject: String(n) }));
    await recordAccessEvents(database.db, batch);
    const rows = await database.db.select().from(accessEvents).orderBy(asc(accessEvents.accessEventId));
    expect(rows.map(({ subject }) => subject)).toEqual(batch.map(({ subject }) => subject));
  });

  test('with the act or not at all', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await recordAccessEvents(tx, [event({ at: new Date('2025-12-15T00:00:00Z') })]);
        throw new Error('the act failed');
      }),
    ).rejects.toThrow('the act failed');
    expect(await database.db.select().from(accessEvents)).toEqual([]);
    expect(await counts()).toEqual([]);
    expect(await partitions()).not.toContain('access_events_2025_12');
  });

  test('a month without a partition gets one, however many record at once', async () => {
    expect(await partitions()).not.toContain('access_events_2025_02');
    const months = ['2025-02', '2025-03', '2025-04', '2025-05', '2025-06', '2025-07', '2025-08', '2025-09'];
    for (const month of months) {
      const batch = [event({ at: new Date(`${month}-15T00:00:00Z`) })];
      await Promise.all(Array.from({ length: 10 }, () => recordAccessEvents(database.db, batch)));
      expect(await partitions()).toContain(`access_events_${month.replace('-', '_')}`);
    }
    expect(await database.db.$count(accessEvents)).toBe(10 * months.length);
  });

  test('batches of the same users in any order, at once, are all counted', async () => {
    const users = Array.from({ length: 40 }, (_, n) => event({ webUserId: String(201234567000 + n) }));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        recordAccessEvents(database.db, n % 2 ? users : users.toReversed()),
      ),
    );
    expect((await counts()).map(({ events }) => events)).toEqual(users.map(() => 20));
    const rows = await database.db.$count(accessEventCounts);
    for (let n = 0; n < 5; n++) await recordAccessEvents(database.db, users);
    expect(await database.db.$count(accessEventCounts), 'rows, where nobody is in the way').toBe(rows);
  });

  test('nobody who records waits for another, of the same user neither', async () => {
    await recordAccessEvents(database.db, [event()]);
    await database.db.transaction(async (tx) => {
      await recordAccessEvents(tx, [event(), event()]);
      await recordAccessEvents(tx, [event()]);
      await recordAccessEvents(database.db, [event()]);
      await recordAccessEvents(database.db, [event()]);
    });
    expect((await counts()).map(({ events }) => events)).toEqual([6]);
    expect(await database.db.$count(accessEvents)).toBe(6);
  });

  test('an act that is under way does not hold up those who need a new month', async () => {
    await database.db.transaction(async (tx) => {
      await recordAccessEvents(tx, [event()]);
      await recordAccessEvents(database.db, [
        event({ at: new Date('2025-01-15T00:00:00Z'), webUserId: '201234567009' }),
      ]);
    });
    expect(await partitions()).toContain('access_events_2025_01');
  });
});

test('events from before the months are carried over, with their IDs and counts', async () => {
  const { url: server } = inject('postgres');
  const name = `before_months_${process.pid}`;
  await runSql(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  try {
    await migrateUntil(url.href, 'access_history_by_month');
    const acts = [
      event({ at: new Date('2025-05-31T15:00:00Z') }),
      event({ at: new Date('2026-01-01T00:00:00Z'), operation: '11-16', subject: 'x' }),
    ];
    for (const { at, operation, actorName, actorDepartment, subject } of acts)
      await runSql(
        url.href,
        `insert into access_events (at, insured_code, web_user_id, operation, actor_name, actor_department, subject, address)
         values ($1, '201234567', '201234567001', $2, $3, $4, $5, '203.0.113.101')`,
        [(at as Date).toISOString(), operation, actorName, actorDepartment ?? '', subject ?? null],
      );
    await runSql(url.href, 'delete from access_events where access_event_id = 1');
    await migrateDatabase(url.href);
    const carried = connect(url.href, { max: 1 });
    await recordAccessEvents(carried.db, [event({ at: acts[1]?.at })]);
    expect(
      await carried.db.select().from(accessEvents).orderBy(asc(accessEvents.accessEventId)),
    ).toMatchObject([{ ...acts[1], accessEventId: 2n }, { accessEventId: 3n }]);
    expect(
      await carried.db.select().from(accessEventCounts).where(eq(accessEventCounts.day, '2026-01-01')),
    ).toMatchObject([{ part: 0, events: 2, bytes: bytes([acts[1] as NewAccessEvent, event()]) }]);
    await carried.close();
  } finally {
    await runSql(server, `drop database if exists ${name} with (force)`);
  }
});

/** The schema as it was before the migration that is called `name`. */
async function migrateUntil(url: string, name: string): Promise<void> {
  const migrations = fileURLToPath(new URL('../../db/migrations', import.meta.url));
  const folder = join(await temporaryFolder(), 'migrations');
  await cp(migrations, folder, { recursive: true });
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'));
  const until = journal.entries.findIndex(({ tag }: { tag: string }) => tag.endsWith(`_${name}`));
  journal.entries = journal.entries.slice(0, until);
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await migrate(drizzle(sql), { migrationsFolder: folder });
  await sql.end();
}
