import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessHistoryFile, accessHistoryFile } from '../../db/access-history-file.ts';
import { type HistoryBoundary, historyBoundaries } from '../../db/access-history-parts.ts';
import { recordAccessEvents } from '../../db/events.ts';
import { createHistoryDatabase, event, type HistoryDatabase } from './access-history-fixtures.ts';

const COMPANY = '201234567';

let database: HistoryDatabase;
/** 600 events of three users over three months, four in the same instant, every other one as a day begins in Tokyo. */
beforeAll(async () => {
  database = await createHistoryDatabase();
  await recordAccessEvents(
    database.db,
    Array.from({ length: 600 }, (_, n) =>
      event({
        webUserId: `${COMPANY}00${n % 3}`,
        at: new Date(Date.UTC(2026, 8, 1, 3 + Math.floor(n / 4) * 12)),
        actorName: `氏名${n}`,
      }),
    ),
  );
});
afterAll(() => database?.drop());

const file = (given: Partial<AccessHistoryFile>): AccessHistoryFile => ({
  insuredCode: COMPANY,
  period: { from: '2026-09-01', to: '2026-11-30' },
  layout: 'byUser',
  encoding: 'utf8',
  beforeEventId: 1_000_000n,
  ...given,
});

async function bytesOf(asked: AccessHistoryFile, boundaries?: HistoryBoundary[]): Promise<string> {
  const parts: Buffer[] = [];
  const never = new AbortController().signal;
  for await (const { bytes } of accessHistoryFile(database.url, asked, never, boundaries))
    parts.push(Buffer.from(bytes));
  return Buffer.concat(parts).toString();
}

describe('a file that is asked for in parts is the same file', () => {
  for (const encoding of ['utf8', 'cp932'] as const)
    test(encoding, async () => {
      const asked = file({ encoding });
      const boundaries = await historyBoundaries(database.db, asked, 25);
      expect(boundaries.length).toBeGreaterThan(5);
      const whole = await bytesOf(asked);
      expect(whole.split('\r\n').length).toBeGreaterThan(200);
      expect(await bytesOf(asked, boundaries)).toBe(whole);
    });
});

test('the parts need no counts that are right', async () => {
  const anyhow: HistoryBoundary[] = [
    { webUserId: `${COMPANY}000`, day: '2026-08-01' },
    { webUserId: `${COMPANY}001`, day: '2026-09-20' },
    { webUserId: `${COMPANY}009`, day: '2027-01-01' },
  ];
  expect(await bytesOf(file({}), anyhow)).toBe(await bytesOf(file({})));
});

test('files in the order of time, and of one user, are one part', async () => {
  expect(await historyBoundaries(database.db, file({ layout: 'byTime' }), 25)).toEqual([]);
  expect(await historyBoundaries(database.db, file({ webUserId: `${COMPANY}001` }), 25)).toEqual([]);
});

test('a small file is one part', async () => {
  expect(await historyBoundaries(database.db, file({}))).toEqual([]);
});

test('a part that fails ends the file with its error, and whoever reads no further leaves no query behind', async () => {
  const asked = file({});
  const boundaries = await historyBoundaries(database.db, asked, 25);
  const wrong = boundaries.map((one, index) => (index === 3 ? { ...one, webUserId: 'not digits' } : one));
  await expect(bytesOf(asked, wrong)).rejects.toThrow();
  const leaving = new AbortController();
  const lines = accessHistoryFile(database.url, asked, leaving.signal, boundaries);
  await lines.next();
  leaving.abort();
  await lines.return();
  await expect
    .poll(
      async () =>
        (
          await database.sql(
            "select 1 from pg_stat_activity where application_name = 'madoguchi copy' and datname = current_database()",
          )
        ).length,
    )
    .toBe(0);
});
