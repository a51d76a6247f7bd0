import { and, asc, eq, getTableColumns, gte, lte } from 'drizzle-orm';
import type { ClosingDays } from '../domain/business-days.ts';
import type { CalendarDate } from '../domain/calendar-date.ts';
import type { NewHoliday } from '../domain/holiday.ts';
import type { Db } from './client.ts';
import { type Holiday, holidays } from './schema/holidays.ts';
import { staff } from './schema/staff.ts';

/** The institution's own closing and working days: what business days are counted by, wherever a due date is computed. */
export async function listClosingDays(db: Db): Promise<ClosingDays> {
  const days = await db
    .select({ date: holidays.date, kind: holidays.kind })
    .from(holidays)
    .orderBy(asc(holidays.date));
  return new Map(days.map(({ date, kind }) => [date, kind]));
}

/** A day with who entered it. */
export type HolidayRow = Holiday & { entererName: string };

export const listHolidaysOfYear = (db: Db, year: number): Promise<HolidayRow[]> =>
  db
    .select({ ...getTableColumns(holidays), entererName: staff.name })
    .from(holidays)
    .innerJoin(staff, eq(staff.staffId, holidays.enteredBy))
    .where(and(gte(holidays.date, `${year}-01-01`), lte(holidays.date, `${year}-12-31`)))
    .orderBy(asc(holidays.date));

export async function findHoliday(db: Db, date: CalendarDate): Promise<Holiday | undefined> {
  const [holiday] = await db.select().from(holidays).where(eq(holidays.date, date));
  return holiday;
}

/** Enters days that nobody entered before; returns those that were. */
export const insertHolidays = async (
  tx: Db,
  days: readonly NewHoliday[],
  enteredBy: string,
): Promise<CalendarDate[]> => {
  if (days.length === 0) return [];
  const added = await tx
    .insert(holidays)
    .values(days.map((day) => ({ ...day, enteredBy })))
    .onConflictDoNothing()
    .returning({ date: holidays.date });
  return added.map(({ date }) => date);
};

/** Takes out a day that is not over; false where it is, or is not there. */
export async function deleteHoliday(tx: Db, date: CalendarDate, today: CalendarDate): Promise<boolean> {
  const deleted = await tx
    .delete(holidays)
    .where(and(eq(holidays.date, date), gte(holidays.date, today)))
    .returning({ date: holidays.date });
  return deleted.length > 0;
}
