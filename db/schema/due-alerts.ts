import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { DueAlertKind, DueWork } from '../../domain/due-alert.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/** Whom of the staff was told of which due date: once each, also where a workflow asks again. */
export const dueAlerts = pgTable(
  'due_alerts',
  {
    work: text().$type<DueWork>().notNull(),
    /** Web申込番号 or 受付番号. */
    number: text().notNull(),
    kind: text().$type<DueAlertKind>().notNull(),
    /** As it stood then; a due date that moves is told of anew. */
    dueAt: instant().notNull(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    toldAt: instant().notNull(),
    /** The mails that it goes out with. */
    digest: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.number, t.kind, t.dueAt, t.staffId] }),
    index('due_alerts_by_digest').on(t.digest, t.staffId),
  ],
);
export type DueAlert = typeof dueAlerts.$inferSelect;
