import { and, asc, eq, gte, isNull, lte, type SQL } from 'drizzle-orm';
import { dateInTokyo } from '../domain/calendar-date.ts';
import type { StaffRole } from '../domain/staff.ts';
import type { Db } from './client.ts';
import { staff } from './schema/staff.ts';
import { standInPeriods } from './schema/stand-ins.ts';

/** A period with the people in it. */
export interface Principal {
  periodId: string;
  staffId: string;
  name: string;
  role: StaffRole;
  untilDate: string;
}

/** That a period runs at an instant: by the day in Tokyo, and not ended before. */
export function isRunning(at: Date): SQL | undefined {
  const day = dateInTokyo(at);
  return and(
    lte(standInPeriods.fromDate, day),
    gte(standInPeriods.untilDate, day),
    isNull(standInPeriods.revokedAt),
  );
}

/** For whom this person may decide at an instant; principals who are suspended are represented by nobody. */
export const principalsOf = (db: Db, standInId: string, at: Date): Promise<Principal[]> =>
  db
    .select({
      periodId: standInPeriods.periodId,
      staffId: staff.staffId,
      name: staff.name,
      role: staff.role,
      untilDate: standInPeriods.untilDate,
    })
    .from(standInPeriods)
    .innerJoin(staff, eq(staff.staffId, standInPeriods.principalId))
    .where(and(eq(standInPeriods.standInId, standInId), isRunning(at), isNull(staff.suspendedAt)))
    .orderBy(asc(staff.staffId));

/** Whether a step may be made by this stand-in for this principal at an instant; see `principalsOf`. */
export async function mayActFor(
  db: Db,
  {
    standInPeriodId,
    principalId,
    actorId,
  }: Record<'principalId' | 'standInPeriodId', string | null> & { actorId: string },
  at: Date,
): Promise<boolean> {
  if (principalId === null) return true;
  const principals = await principalsOf(db, actorId, at);
  return principals.some(({ periodId, staffId }) => periodId === standInPeriodId && staffId === principalId);
}
