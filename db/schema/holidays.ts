import { sql } from 'drizzle-orm';
import { check, date, pgTable, text } from 'drizzle-orm/pg-core';
import type { ExceptionalDay } from '../../domain/business-days.ts';
import type { CalendarDate } from '../../domain/calendar-date.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/** 休業日: where the institution's days differ from the national calendar. Past ones stay: due dates were counted by them. */
export const holidays = pgTable(
  'holidays',
  {
    date: date({ mode: 'string' }).$type<CalendarDate>().primaryKey(),
    kind: text().$type<ExceptionalDay>().notNull(),
    name: text().notNull(),
    enteredBy: text()
      .notNull()
      .references(() => staff.staffId),
    enteredAt: instant().notNull().defaultNow(),
  },
  (t) => [check('exceptional_day_is_closed_or_working', sql`${t.kind} in ('closed', 'working')`)],
);
export type Holiday = typeof holidays.$inferSelect;
