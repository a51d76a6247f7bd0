import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { and, desc, eq, sql } from 'drizzle-orm';
import { historyMonth } from '../domain/access-history-month.ts';
import { startOfDayInTokyo } from '../domain/calendar-date.ts';
import { compareLines, type LineFinding } from '../domain/line-comparison.ts';
import { fileOf } from './access-history-exports.ts';
import { accessHistoryFile } from './access-history-file.ts';
import type { Db } from './client.ts';
import { csvLines } from './csv-lines.ts';
import { type AccessHistoryExport, accessHistoryExports } from './schema/access-history-exports.ts';

/** The SHA-256 of a file, hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** The finished export that gave out a file with this digest, or the one that is named. */
export async function findExport(
  db: Db,
  by: { fileHash: string } | { exportId: string },
): Promise<AccessHistoryExport | undefined> {
  const condition =
    'exportId' in by
      ? eq(accessHistoryExports.exportId, by.exportId)
      : eq(accessHistoryExports.fileHash, by.fileHash);
  const [row] = await db
    .select()
    .from(accessHistoryExports)
    .where(and(condition, eq(accessHistoryExports.outcome, 'finished')))
    .orderBy(desc(accessHistoryExports.startedAt))
    .limit(1);
  return row;
}

/** Finished exports of the company and days that stand in the name under which a browser saves a file; the latest first. */
export async function exportsOfName(db: Db, path: string): Promise<AccessHistoryExport[]> {
  const [, insuredCode, from, to] = /access_history_([0-9]{9})_([0-9]{8})_([0-9]{8})/.exec(path) ?? [];
  if (!insuredCode) return [];
  const { fromDay, toDay, startedAt, outcome } = accessHistoryExports;
  return db
    .select()
    .from(accessHistoryExports)
    .where(
      and(
        eq(accessHistoryExports.insuredCode, insuredCode),
        eq(outcome, 'finished'),
        sql`to_char(${fromDay}, 'YYYYMMDD') = ${from} and to_char(${toDay}, 'YYYYMMDD') = ${to}`,
      ),
    )
    .orderBy(desc(startedAt))
    .limit(20);
}

/** The months that an export's events are of. */
export const monthsOf = ({ fromDay, toDay }: AccessHistoryExport) => ({
  from: historyMonth(startOfDayInTokyo(fromDay)),
  to: historyMonth(startOfDayInTokyo(toDay)),
});

/** Whether events of the export went with their month. */
export async function isPastRetention(db: Db, row: AccessHistoryExport): Promise<boolean> {
  const { from, to } = monthsOf(row);
  const [found] = await db.execute<{ dropped: boolean }>(
    sql`select exists(select from access_event_seals where kind = 'dropped' and month between ${from} and ${to}) as dropped`,
  );
  return found?.dropped ?? false;
}

/** Makes the export's file once more from the events, and names each line of `path` that is not as there. */
export async function compareWithExport(
  url: string,
  path: string,
  row: AccessHistoryExport,
  found: (finding: LineFinding) => void,
): Promise<void> {
  const made = accessHistoryFile(url, fileOf(row), new AbortController().signal);
  await compareLines(csvLines(createReadStream(path)), csvLines(bytesOf(made)), found);
}

async function* bytesOf(parts: AsyncIterable<{ bytes: Buffer }>): AsyncGenerator<Buffer, void, undefined> {
  for await (const { bytes } of parts) yield bytes;
}
