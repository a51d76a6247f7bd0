import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { operation, operationText } from '../domain/operation-catalogue.ts';
import type { Db } from './client.ts';
import { credentials, insuredParties, loginThrottles, webUserSessions, webUsers } from './schema/index.ts';
import { endSessionsOf } from './sessions.ts';
import { clearThrottle, throttleKey } from './throttle.ts';

/** A user, their company and by what they prove who they are, in one query: it takes as long where there is none. */
export async function findLogin(db: Db, webUserId: string) {
  const [row] = await db
    .select({ user: webUsers, company: { suspendedAt: insuredParties.suspendedAt }, credentials })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .leftJoin(credentials, eq(credentials.webUserId, webUsers.webUserId))
    .where(eq(webUsers.webUserId, webUserId));
  return row;
}

/**
 * Holds on to a chosen password that was compared with `passwordHash`, until the transaction ends. False where it was
 * changed, reset or disabled meanwhile: then nobody may come in with it.
 */
export async function holdChosenPassword(tx: Db, webUserId: string, passwordHash: string): Promise<boolean> {
  const held = await tx
    .select({ webUserId: credentials.webUserId })
    .from(credentials)
    .where(
      and(
        eq(credentials.webUserId, webUserId),
        eq(credentials.passwordHash, passwordHash),
        isNull(credentials.disabledAt),
      ),
    )
    .for('update');
  return held.length > 0;
}

/** Uses up a temporary password that was compared with `temporaryHash`. Of any number at once only one gets true. */
export async function takeTemporaryPassword(
  tx: Db,
  webUserId: string,
  temporaryHash: string,
  now: Date,
): Promise<boolean> {
  const taken = await tx
    .update(credentials)
    .set(noTemporaryPassword)
    .where(
      and(
        eq(credentials.webUserId, webUserId),
        eq(credentials.temporaryHash, temporaryHash),
        gt(credentials.temporaryExpiresAt, now),
      ),
    )
    .returning({ webUserId: credentials.webUserId });
  return taken.length > 0;
}

/**
 * Makes a chosen password the user's own: temporary ones are void, failed logins forgotten, and every other session ends
 * (ASVS V7.4.3). False where the password is no longer `before`, or the session has ended: another change, or a reset,
 * came first.
 */
export async function choosePassword(
  tx: Db,
  { webUserId, before, passwordHash }: { webUserId: string; before: string | null; passwordHash: string },
  { idHash }: { idHash: string },
  now: Date,
): Promise<boolean> {
  const [held] = await tx
    .select({ passwordHash: credentials.passwordHash })
    .from(credentials)
    .where(eq(credentials.webUserId, webUserId))
    .for('update');
  if (held?.passwordHash !== before) return false;
  const session = await tx
    .update(webUserSessions)
    .set({ mustChoosePassword: false, passwordGivenAt: now })
    .where(eq(webUserSessions.idHash, idHash))
    .returning({ idHash: webUserSessions.idHash });
  if (session.length === 0) return false;
  await tx
    .update(credentials)
    .set({ passwordHash, passwordChangedAt: now, ...noTemporaryPassword, disabledAt: null })
    .where(eq(credentials.webUserId, webUserId));
  await clearThrottle(tx, { kind: 'webUser', id: webUserId });
  await endSessionsOf(tx, webUserId, idHash);
  return true;
}

const noTemporaryPassword = { temporaryHash: null, temporaryKind: null, temporaryExpiresAt: null };

/**
 * 解除: an ID that too many failures disabled works again, with the password it had. Returns whether it was disabled.
 */
export async function enableAgain(tx: Db, webUserId: string): Promise<boolean> {
  const enabled = await tx
    .update(credentials)
    .set({ disabledAt: null })
    .where(and(eq(credentials.webUserId, webUserId), isNotNull(credentials.disabledAt)))
    .returning({ webUserId: credentials.webUserId });
  if (enabled.length > 0) await clearThrottle(tx, { kind: 'webUser', id: webUserId });
  return enabled.length > 0;
}

/**
 * Puts a failed login into the access history of the user whose ID was given. For an ID that nobody has it writes as
 * well, only no event, and so takes as long (ASVS V6.3.8).
 */
export async function recordLoginFailure(
  db: Db,
  webUserId: string,
  address: string,
  now: Date,
): Promise<void> {
  await db.execute(sql`
    with counted as (
      update ${loginThrottles} set last_failed_at = ${now.toISOString()}::timestamptz
      where ${loginThrottles.key} = ${throttleKey({ kind: 'webUser', id: webUserId })}
    )
    select record_access_events(jsonb_build_array(jsonb_build_object(
      'insuredCode', ${webUsers.insuredCode}, 'webUserId', ${webUsers.webUserId},
      'operation', ${operation.loginFailure}::text, 'operationText', ${operationText(operation.loginFailure)}::text,
      'actorName', ${webUsers.name}, 'actorDepartment', ${webUsers.department}, 'actorTitle', ${webUsers.title},
      'address', ${address}::text)))
    from ${webUsers} where ${webUsers.webUserId} = ${webUserId}`);
}
