import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AssignmentRefusal } from '../domain/assignment.ts';
import { canHandOver, canWorkOnApplications, type StaffRole, staffRoleText } from '../domain/staff.ts';
import type { Db } from './client.ts';
import { staff } from './schema/staff.ts';

const rolesThat = (may: (staff: { role: StaffRole }) => boolean) =>
  (Object.keys(staffRoleText) as StaffRole[]).filter((role) => may({ role }));

const colleagues = (db: Db) =>
  db.select({ staffId: staff.staffId, name: staff.name, department: staff.department }).from(staff);
const canBeGivenWork = and(inArray(staff.role, rolesThat(canWorkOnApplications)), isNull(staff.suspendedAt));

/** Everybody who can be given work, by name. */
export const listColleagues = (db: Db) =>
  colleagues(db).where(canBeGivenWork).orderBy(asc(staff.name), asc(staff.staffId));
export type Colleague = Awaited<ReturnType<typeof listColleagues>>[number];

/** Everybody who may have work on their hands, by name: also who cannot be given any more. */
export const listHolders = (db: Db) =>
  db
    .select({
      staffId: staff.staffId,
      name: staff.name,
      suspended: sql<boolean>`${staff.suspendedAt} is not null`,
    })
    .from(staff)
    .where(inArray(staff.role, rolesThat(canWorkOnApplications)))
    .orderBy(asc(staff.name), asc(staff.staffId));
export type Holder = Awaited<ReturnType<typeof listHolders>>[number];

/** Somebody who can be given work; a suspended account and one that only sees cannot. */
export async function findColleague(db: Db, staffId: string): Promise<Colleague | undefined> {
  const [colleague] = await colleagues(db).where(and(eq(staff.staffId, staffId), canBeGivenWork));
  return colleague;
}

/** What the database adds to a step that changes hands: whether whoever asks may give others' work away. */
export async function handsOf(
  tx: Db,
  { actorId, handedTo }: { actorId: string; handedTo: string | null },
): Promise<{ oversees: boolean; handedTo?: string }> {
  const [overseer] = await tx
    .select({ staffId: staff.staffId })
    .from(staff)
    .where(and(eq(staff.staffId, actorId), inArray(staff.role, rolesThat(canHandOver))));
  return { oversees: overseer !== undefined, ...(handedTo ? { handedTo } : {}) };
}

/** Why nobody can be given work by this command, whoever asks. */
export async function obstacleToHandOver(
  tx: Db,
  { handedTo }: { handedTo?: string },
): Promise<Extract<AssignmentRefusal, 'noSuchColleague'> | undefined> {
  return handedTo && !(await findColleague(tx, handedTo)) ? 'noSuchColleague' : undefined;
}
