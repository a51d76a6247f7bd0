import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { OperationCode } from '../../domain/operation-catalogue.ts';
import type { StaffOperation } from '../../domain/staff-operation.ts';
import { instant, personAsOfThen, principalAsOfThen } from './columns.ts';

/**
 * The access history (manual 4-12): what a web user did, with name, department and title as of that moment. A partition
 * a calendar month in Tokyo, `access_events_YYYY_MM`; written through `record_access_events` alone (db/events.ts).
 */
export const accessEvents = pgTable(
  'access_events',
  {
    accessEventId: bigint({ mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    at: instant().notNull().defaultNow(),
    insuredCode: text().notNull(),
    webUserId: text().notNull(),
    operation: text().$type<OperationCode>().notNull(),
    ...personAsOfThen,
    /** What it was done to, for example a Web application number. */
    subject: text(),
    address: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.accessEventId] }),
    index('access_events_by_user').on(t.insuredCode, t.webUserId, t.at, t.accessEventId),
    index('access_events_by_time').on(t.insuredCode, t.at, t.accessEventId),
    index('access_events_by_id').using('brin', t.accessEventId).with({ pages_per_range: 32 }),
  ],
);

/** What staff did, for the auditor. */
export const staffEvents = pgTable(
  'staff_events',
  {
    staffEventId: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant().notNull().defaultNow(),
    staffId: text().notNull(),
    operation: text().$type<StaffOperation>().notNull(),
    ...personAsOfThen,
    ...principalAsOfThen,
    subject: text(),
    /**
     * The company that it concerns, if any. A trigger reads it off the subject (a code, a web user ID, a number of an
     * application), so that every act has it, whoever records it.
     */
    insuredCode: text(),
    address: text().notNull(),
  },
  (t) => [
    index('staff_events_by_staff').on(t.staffId, t.at),
    index('staff_events_by_staff_in_order').on(t.staffId, t.staffEventId),
    index('staff_events_by_company')
      .on(t.insuredCode, t.staffEventId)
      .where(sql`${t.insuredCode} is not null`),
    index('staff_events_by_subject').on(t.subject, t.staffEventId),
    index('staff_events_by_operation').on(t.operation, t.staffEventId),
    index('staff_events_by_time').on(t.at),
  ],
);
