import {
  aliasedTable,
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNull,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type CalendarDate, dateInTokyo } from '../domain/calendar-date.ts';
import { canNameStandIn, type StaffRole, staffRoleText } from '../domain/staff.ts';
import { conflictWith, type NewPeriod, type Person, type StandInConflict } from '../domain/stand-in.ts';
import type { Db } from './client.ts';
import { staff } from './schema/staff.ts';
import { type StandInPeriod, standInPeriods } from './schema/stand-ins.ts';

/** Somebody for whom one may decide, and by which period. */
export interface Principal extends Person {
  periodId: string;
  untilDate: string;
}

/** A period with the people in it. */
export type StandInRow = StandInPeriod & {
  principal: Person;
  standIn: Person;
  setterName: string | null;
  revokerName: string | null;
};

/** That a period runs at an instant: by the day in Tokyo, and not ended before. */
function isRunning(at: Date): SQL | undefined {
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

/** Who may decide for this person at an instant, as far as they are not suspended themselves. */
export async function standInsOf(db: Db, principalId: string, at: Date): Promise<string[]> {
  const rows = await db
    .select({ staffId: standInPeriods.standInId })
    .from(standInPeriods)
    .innerJoin(staff, eq(staff.staffId, standInPeriods.standInId))
    .where(and(eq(standInPeriods.principalId, principalId), isRunning(at), isNull(staff.suspendedAt)));
  return rows.map(({ staffId }) => staffId);
}

/** Whether a step may be made by this stand-in for this principal at an instant; see `principalsOf`. */
export async function mayActFor(
  db: Db,
  step: Pick<StandInPeriodOf, 'standInPeriodId' | 'principalId'> & { actorId: string },
  at: Date,
): Promise<boolean> {
  if (step.principalId === null) return true;
  const principals = await principalsOf(db, step.actorId, at);
  return principals.some(
    ({ periodId, staffId }) => periodId === step.standInPeriodId && staffId === step.principalId,
  );
}

type StandInPeriodOf = Record<'standInPeriodId' | 'principalId', string | null>;

const rolesWithStandIns = (Object.keys(staffRoleText) as StaffRole[]).filter((role) =>
  canNameStandIn({ role }),
);

/** Everybody who can have a stand-in or be one, by name. */
export const listPossibleStandIns = (db: Db): Promise<Person[]> =>
  db
    .select({ staffId: staff.staffId, name: staff.name, role: staff.role })
    .from(staff)
    .where(and(inArray(staff.role, rolesWithStandIns), isNull(staff.suspendedAt)))
    .orderBy(asc(staff.name), asc(staff.staffId));

/** Past periods that the page shows at most. */
const PAST_SHOWN = 50;

const standInStaff = aliasedTable(staff, 'stand_in');
const setter = aliasedTable(staff, 'setter');
const revoker = aliasedTable(staff, 'revoker');

const periods = (db: Db) =>
  db
    .select({
      ...getTableColumns(standInPeriods),
      principal: { staffId: staff.staffId, name: staff.name, role: staff.role },
      standIn: { staffId: standInStaff.staffId, name: standInStaff.name, role: standInStaff.role },
      setterName: setter.name,
      revokerName: revoker.name,
    })
    .from(standInPeriods)
    .innerJoin(staff, eq(staff.staffId, standInPeriods.principalId))
    .innerJoin(standInStaff, eq(standInStaff.staffId, standInPeriods.standInId))
    .leftJoin(setter, eq(setter.staffId, standInPeriods.setBy))
    .leftJoin(revoker, eq(revoker.staffId, standInPeriods.revokedBy));

/** What runs or is to come, the earliest first. */
export const listCurrentStandIns = (db: Db, today: CalendarDate): Promise<StandInRow[]> =>
  periods(db)
    .where(and(isNull(standInPeriods.revokedAt), gte(standInPeriods.untilDate, today)))
    .orderBy(asc(standInPeriods.fromDate), asc(staff.name));

/** What has ended or was revoked, the latest first. */
export const listPastStandIns = (db: Db, today: CalendarDate): Promise<StandInRow[]> =>
  periods(db)
    .where(or(sql`${standInPeriods.revokedAt} is not null`, sql`${standInPeriods.untilDate} < ${today}`))
    .orderBy(desc(standInPeriods.setAt))
    .limit(PAST_SHOWN);

export async function findStandIn(db: Db, periodId: string): Promise<StandInRow | undefined> {
  const [row] = await periods(db).where(eq(standInPeriods.periodId, periodId));
  return row;
}

/** Any fixed number: two who name stand-ins at once take turns, for a period is compared with all others. */
const STAND_IN_LOCK = 20_261_126;

/**
 * Names a stand-in. `repeated` where a form with this ID was taken before; the period with which it conflicts where it
 * cannot stand beside that.
 */
export async function insertStandIn(
  tx: Db,
  period: NewPeriod & { periodId: string; setBy: string },
): Promise<'named' | 'repeated' | { conflict: StandInConflict; other: StandInRow }> {
  await tx.execute(sql`select pg_advisory_xact_lock(${STAND_IN_LOCK})`);
  if (await findStandIn(tx, period.periodId)) return 'repeated';
  const people = [period.principalId, period.standInId];
  const others = await periods(tx).where(
    and(
      isNull(standInPeriods.revokedAt),
      gte(standInPeriods.untilDate, period.fromDate),
      lte(standInPeriods.fromDate, period.untilDate),
      or(inArray(standInPeriods.principalId, people), inArray(standInPeriods.standInId, people)),
    ),
  );
  for (const other of others) {
    const conflict = conflictWith(period, other as StandInRow & NewPeriod);
    if (conflict) return { conflict, other };
  }
  await tx.insert(standInPeriods).values(period);
  return 'named';
}

/** Ends a period before its time. False where it has ended already. */
export async function revokeStandIn(
  tx: Db,
  { periodId }: Pick<StandInPeriod, 'periodId'>,
  { revokedBy, at }: { revokedBy: string; at: Date },
): Promise<boolean> {
  const revoked = await tx
    .update(standInPeriods)
    .set({ revokedBy, revokedAt: at })
    .where(
      and(
        eq(standInPeriods.periodId, periodId),
        isNull(standInPeriods.revokedAt),
        gte(standInPeriods.untilDate, dateInTokyo(at)),
      ),
    )
    .returning({ periodId: standInPeriods.periodId });
  return revoked.length > 0;
}
