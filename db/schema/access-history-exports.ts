import { sql } from 'drizzle-orm';
import { bigint, check, date, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AccessHistoryEncoding, AccessHistoryLayout } from '../../domain/access-history.ts';
import type { CalendarDate } from '../../domain/calendar-date.ts';
import { instant } from './columns.ts';

/**
 * A download of the access history (manual 4-12): what was asked for, how far it is, and of a finished file its digest,
 * by which the file can be checked for as long as the events are there.
 */
export const accessHistoryExports = pgTable(
  'access_history_exports',
  {
    exportId: uuid().primaryKey().defaultRandom(),
    insuredCode: text().notNull(),
    /** Who downloads. */
    webUserId: text().notNull(),
    /** The event of the download itself: the file has what was recorded before it. */
    accessEventId: bigint({ mode: 'bigint' }).notNull(),
    /** Days in Tokyo, both included. */
    fromDay: date({ mode: 'string' }).$type<CalendarDate>().notNull(),
    toDay: date({ mode: 'string' }).$type<CalendarDate>().notNull(),
    /** Whose history; empty for （全ユーザー指定）. */
    ofWebUserId: text(),
    layout: text().$type<AccessHistoryLayout>().notNull(),
    encoding: text().$type<AccessHistoryEncoding>().notNull(),
    /** As counted when it began. */
    expectedEvents: bigint({ mode: 'number' }).notNull(),
    expectedBytes: bigint({ mode: 'number' }).notNull(),
    /** As given to the browser so far. */
    eventsSent: bigint({ mode: 'number' }).notNull().default(0),
    bytesSent: bigint({ mode: 'number' }).notNull().default(0),
    /** Characters that the encoding does not hold, each of which became 〓. */
    charactersReplaced: bigint({ mode: 'number' }).notNull().default(0),
    startedAt: instant().notNull(),
    /** Written anew every second: an export without it for long has lost its process. */
    seenAt: instant().notNull(),
    endedAt: instant(),
    outcome: text().$type<AccessHistoryExportOutcome>(),
    /** SHA-256 of the finished file, hex. */
    fileHash: text(),
  },
  (t) => [
    index('access_history_exports_by_company').on(t.insuredCode, t.startedAt),
    index('access_history_exports_by_file').on(t.fileHash),
    check('ended_export_has_outcome', sql`(${t.endedAt} is null) = (${t.outcome} is null)`),
    check(
      'finished_export_has_hash',
      sql`(${t.outcome} is not distinct from 'finished') = (${t.fileHash} is not null)`,
    ),
  ],
);
export type AccessHistoryExport = typeof accessHistoryExports.$inferSelect;

/** `left`: the browser went away. `tooSlow`: it took longer than a download may. */
export type AccessHistoryExportOutcome = 'finished' | 'left' | 'tooSlow' | 'failed';
