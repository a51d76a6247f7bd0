import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { AccessHistoryFile } from './access-history-file.ts';
import type { Db } from './client.ts';
import {
  type AccessHistoryExport,
  type AccessHistoryExportOutcome,
  accessHistoryExports,
} from './schema/access-history-exports.ts';

/** Of one company at a time. */
export const EXPORTS_AT_ONCE = 2;
/** Seconds without a sign of life after which its process is taken for dead. */
const DEAD_AFTER_SECONDS = 20;
const SHOWN = 5;

/** How far an export is. */
export type ExportState = 'running' | 'interrupted' | AccessHistoryExportOutcome;

export function exportState({ outcome, seenAt }: AccessHistoryExport, now: Date): ExportState {
  if (outcome) return outcome;
  return now.getTime() - seenAt.getTime() < DEAD_AFTER_SECONDS * 1000 ? 'running' : 'interrupted';
}

/** The company's latest downloads, the newest first. */
export const listExports = (db: Db, insuredCode: string): Promise<AccessHistoryExport[]> =>
  db
    .select()
    .from(accessHistoryExports)
    .where(eq(accessHistoryExports.insuredCode, insuredCode))
    .orderBy(desc(accessHistoryExports.startedAt))
    .limit(SHOWN);

export async function countRunningExports(tx: Db, insuredCode: string, now: Date): Promise<number> {
  return tx.$count(
    accessHistoryExports,
    and(
      eq(accessHistoryExports.insuredCode, insuredCode),
      isNull(accessHistoryExports.outcome),
      gt(accessHistoryExports.seenAt, new Date(now.getTime() - DEAD_AFTER_SECONDS * 1000)),
    ),
  );
}

/** Inserts the row of an export whose event `tx` recorded last: the file has what was recorded before that. */
export async function insertExport(
  tx: Db,
  { insuredCode, webUserId, period, layout, encoding }: Omit<AccessHistoryFile, 'beforeEventId'>,
  begun: { by: string; expectedEvents: number; expectedBytes: number; now: Date },
): Promise<AccessHistoryExport> {
  const [inserted] = await tx
    .insert(accessHistoryExports)
    .values({
      insuredCode,
      webUserId: begun.by,
      accessEventId: sql`currval('access_events_access_event_id_seq')`,
      fromDay: period.from,
      toDay: period.to,
      ofWebUserId: webUserId ?? null,
      layout,
      encoding,
      expectedEvents: begun.expectedEvents,
      expectedBytes: begun.expectedBytes,
      startedAt: begun.now,
      seenAt: begun.now,
    })
    .returning();
  if (!inserted) throw new Error('the export was not inserted');
  return inserted;
}

/** What an export's row asks for: the same again gives the same file. */
export const fileOf = (row: AccessHistoryExport): AccessHistoryFile => ({
  insuredCode: row.insuredCode,
  webUserId: row.ofWebUserId ?? undefined,
  period: { from: row.fromDay, to: row.toDay },
  layout: row.layout,
  encoding: row.encoding,
  beforeEventId: row.accessEventId,
});

export interface ExportProgress {
  eventsSent: number;
  bytesSent: number;
  charactersReplaced: number;
}

/** A sign of life. */
export async function noteProgress(db: Db, exportId: string, progress: ExportProgress): Promise<void> {
  await db
    .update(accessHistoryExports)
    .set({ ...progress, seenAt: new Date() })
    .where(and(eq(accessHistoryExports.exportId, exportId), isNull(accessHistoryExports.outcome)));
}

/** Of an export that ended the first outcome stays. */
export async function endExport(
  db: Db,
  exportId: string,
  progress: ExportProgress,
  end:
    | { outcome: 'finished'; fileHash: string }
    | { outcome: Exclude<AccessHistoryExportOutcome, 'finished'> },
): Promise<void> {
  const now = new Date();
  await db
    .update(accessHistoryExports)
    .set({ ...progress, ...end, seenAt: now, endedAt: now })
    .where(and(eq(accessHistoryExports.exportId, exportId), isNull(accessHistoryExports.outcome)));
}
