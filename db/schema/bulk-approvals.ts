import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { BulkOutcome } from '../../domain/bulk-approval.ts';
import { changeApplications } from './change-applications.ts';
import { actedFor, instant } from './columns.ts';
import { staff } from './staff.ts';
import { onlyByStandIns } from './stand-ins.ts';

/** One press of 一括承認: what was asked for, so that it can be repeated and gone on with, and what became of each. */
export const bulkApprovals = pgTable(
  'bulk_approvals',
  {
    /** Made by the confirm page, so that a form sent twice is one press. */
    bulkId: uuid().primaryKey(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    ...actedFor,
    askedAt: instant().notNull().defaultNow(),
  },
  (t) => onlyByStandIns(t, t.staffId),
);
export type BulkApproval = typeof bulkApprovals.$inferSelect;

export const bulkApprovalItems = pgTable(
  'bulk_approval_items',
  {
    bulkId: uuid()
      .notNull()
      .references(() => bulkApprovals.bulkId),
    applicationNumber: text()
      .notNull()
      .references(() => changeApplications.applicationNumber),
    /** As the confirm page showed them: the place, the submission, and the record by its token. */
    position: integer().notNull(),
    round: integer().notNull(),
    recordToken: text().notNull(),
    /** The step by which it is approved, however often it is tried. */
    stepId: uuid().notNull().defaultRandom(),
    outcome: text().$type<BulkOutcome>(),
    decidedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.bulkId, t.applicationNumber] })],
);
export type BulkApprovalItem = typeof bulkApprovalItems.$inferSelect;
