import { asc } from 'drizzle-orm';
import type { ClosingDays } from '../domain/business-days.ts';
import type { Db } from './client.ts';
import { holidays } from './schema/holidays.ts';

/** The institution's own closing and working days: what business days are counted by, wherever a due date is computed. */
export async function listClosingDays(db: Db): Promise<ClosingDays> {
  const days = await db
    .select({ date: holidays.date, kind: holidays.kind })
    .from(holidays)
    .orderBy(asc(holidays.date));
  return new Map(days.map(({ date, kind }) => [date, kind]));
}
