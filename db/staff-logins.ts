import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { findStaffLogin, type ProvenHash, type StaffLogin } from './credentials.ts';
import { loginThrottles, staff, staffEvents, staffLogins } from './schema/index.ts';
import { tokenHash } from './sessions.ts';
import { throttleKey } from './throttle.ts';

/** Minutes for which a login waits for its second factor. */
export const STAFF_LOGIN_MINUTES = 10;

/** A login that has the right password, and the person as they are now. */
export interface StaffLoginUnderWay extends StaffLogin {
  idHash: string;
  proven: ProvenHash;
}

/** Keeps that the password was right. What this person began earlier and left goes with its time. */
export async function insertStaffLogin(
  db: Db,
  { token, staffId, proven }: { token: string; staffId: string; proven: ProvenHash },
  now: Date,
): Promise<void> {
  await db.delete(staffLogins).where(and(eq(staffLogins.staffId, staffId), lte(staffLogins.expiresAt, now)));
  await db.insert(staffLogins).values({
    idHash: tokenHash(token),
    staffId,
    proofKind: proven.kind,
    proofHash: proven.hash,
    expiresAt: new Date(now.getTime() + STAFF_LOGIN_MINUTES * 60_000),
  });
}

/** The login that this browser has under way; none once it is over, or the person suspended. */
export async function findStaffLoginUnderWay(
  db: Db,
  token: string,
  now: Date,
): Promise<StaffLoginUnderWay | undefined> {
  const [row] = await db
    .select()
    .from(staffLogins)
    .where(and(eq(staffLogins.idHash, tokenHash(token)), gt(staffLogins.expiresAt, now)));
  const found = row && (await findStaffLogin(db, row.staffId));
  return found && { ...found, idHash: row.idHash, proven: { kind: row.proofKind, hash: row.proofHash } };
}

/** Ends a login that is under way. Of any number at once one gets true. */
export async function takeStaffLogin(tx: Db, idHash: string): Promise<boolean> {
  const taken = await tx
    .delete(staffLogins)
    .where(eq(staffLogins.idHash, idHash))
    .returning({ staffId: staffLogins.staffId });
  return taken.length > 0;
}

/** Holds on to a person who is not suspended until the transaction ends: a suspension that comes later finds the session. */
export async function holdActiveStaff(tx: Db, staffId: string): Promise<boolean> {
  const held = await tx
    .select({ staffId: staff.staffId })
    .from(staff)
    .where(and(eq(staff.staffId, staffId), isNull(staff.suspendedAt)))
    .for('no key update');
  return held.length > 0;
}

/** Notes the time and place of a login. */
export async function noteStaffLogin(tx: Db, staffId: string, address: string, now: Date): Promise<void> {
  await tx
    .update(staff)
    .set({ lastLoginAt: now, lastLoginAddress: address })
    .where(eq(staff.staffId, staffId));
}

/**
 * Records a failed login with the ID of a member of staff. For an ID that nobody has it writes as well, only no event, and so
 * takes as long (ASVS V6.3.8, V16.3.1).
 */
export async function recordStaffLoginFailure(
  db: Db,
  staffId: string,
  address: string,
  now: Date,
): Promise<void> {
  await db.execute(sql`
    with counted as (
      update ${loginThrottles} set last_failed_at = ${now.toISOString()}::timestamptz
      where ${loginThrottles.key} = ${throttleKey({ kind: 'staff', id: staffId })}
    )
    insert into ${staffEvents} (staff_id, operation, actor_name, actor_department, actor_title, address)
    select ${staff.staffId}, 'loginFailed', ${staff.name}, ${staff.department}, ${staff.title}, ${address}
    from ${staff} where ${staff.staffId} = ${staffId}`);
}
