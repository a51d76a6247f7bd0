import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/** 保存した条件: the queue's filters under a name. */
export const queueViews = pgTable(
  'queue_views',
  {
    /** Made by the form, so that a form sent twice is one view. */
    viewId: uuid().primaryKey(),
    ownerId: text()
      .notNull()
      .references(() => staff.staffId),
    name: text().notNull(),
    /** The filters as the queue's address says them; `mine` is whoever looks. */
    query: text().notNull(),
    /** Whether colleagues see it too. */
    shared: boolean().notNull().default(false),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('one_view_of_a_name_per_person').on(t.ownerId, t.name),
    index('shared_queue_views').on(t.name).where(sql`${t.shared}`),
    check('view_has_a_name', sql`length(${t.name}) between 1 and 100`),
  ],
);
export type QueueView = typeof queueViews.$inferSelect;

/** What somebody sees first of the queue; whoever has none sees all that waits for a decision. */
export const firstQueueViews = pgTable('first_queue_views', {
  staffId: text()
    .primaryKey()
    .references(() => staff.staffId),
  viewId: uuid()
    .notNull()
    .references(() => queueViews.viewId, { onDelete: 'cascade' }),
});
