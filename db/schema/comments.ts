import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { WorkType } from '../../domain/work.ts';
import { instant, personAsOfThen } from './columns.ts';
import { staff } from './staff.ts';

/** 内部コメント of staff about a case. Of a deleted one stays who wrote it and when, and no word of it. */
export const comments = pgTable(
  'comments',
  {
    /** Made by the form, so that a form sent twice is one comment. */
    commentId: uuid().primaryKey(),
    work: text().$type<WorkType>().notNull(),
    /** Web申込番号, 受付番号, or the ID of a group viewer request. */
    number: text().notNull(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    ...personAsOfThen,
    text: text().notNull(),
    postedAt: instant().notNull().defaultNow(),
    deletedAt: instant(),
  },
  (t) => [
    check('deleted_comment_keeps_no_word', sql`(${t.deletedAt} is null) = (${t.text} <> '')`),
    index('comments_by_number').on(t.number, t.postedAt),
  ],
);
export type Comment = typeof comments.$inferSelect;
