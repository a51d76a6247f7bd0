import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { webUser } from './person.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import { webUserSessions } from './schema/sessions.ts';
import { type WebUser, webUsers } from './schema/web-users.ts';
import { endSessionsOf } from './sessions.ts';

/**
 * 利用停止 of companies and of users. While one lasts there is no session of whom it concerns: it ends those that are
 * there, and no login begins another (`holdActiveUser`), whichever of the two commits first.
 */

/** Who stopped a user; staff's word stands above the administrator's. */
export type SuspendedBy = NonNullable<WebUser['suspendedBy']>;

/** Whether neither the user nor the company that their ID belongs to is suspended. */
export const isActive = (
  user: Pick<WebUser, 'suspendedAt'>,
  company: Pick<InsuredParty, 'suspendedAt'>,
): boolean => !user.suspendedAt && !company.suspendedAt;

/**
 * Holds on to a user and their company until the transaction ends: a suspension that comes meanwhile waits, and then ends
 * what was begun. False where one of them is suspended already.
 */
export async function holdActiveUser(tx: Db, webUserId: string): Promise<boolean> {
  const [user] = await tx
    .select({ insuredCode: webUsers.insuredCode })
    .from(webUsers)
    .where(and(eq(webUsers.webUserId, webUserId), isNull(webUsers.suspendedAt)))
    .for('no key update');
  return user !== undefined && holdActiveCompany(tx, user.insuredCode);
}

/** The same for a company alone; any number of transactions hold it at once. */
async function holdActiveCompany(tx: Db, insuredCode: string): Promise<boolean> {
  const held = await tx
    .select({ insuredCode: insuredParties.insuredCode })
    .from(insuredParties)
    .where(and(eq(insuredParties.insuredCode, insuredCode), isNull(insuredParties.suspendedAt)))
    .for('share');
  return held.length > 0;
}

/** Stops a company: all its users are out at once. Returns how many sessions ended; undefined where it was stopped already. */
export async function suspendCompany(tx: Db, insuredCode: string, now: Date): Promise<number | undefined> {
  const suspended = await tx
    .update(insuredParties)
    .set({ suspendedAt: now })
    .where(and(eq(insuredParties.insuredCode, insuredCode), isNull(insuredParties.suspendedAt)))
    .returning({ insuredCode: insuredParties.insuredCode });
  if (suspended.length === 0) return undefined;
  const itsUsers = tx
    .select({ webUserId: webUsers.webUserId })
    .from(webUsers)
    .where(eq(webUsers.insuredCode, insuredCode));
  const ended = await tx
    .delete(webUserSessions)
    .where(inArray(webUserSessions.webUserId, itsUsers))
    .returning({ idHash: webUserSessions.idHash });
  return ended.length;
}

/** Its users can log in again, but for those who are suspended themselves. False where it was not stopped. */
export async function resumeCompany(tx: Db, insuredCode: string): Promise<boolean> {
  const resumed = await tx
    .update(insuredParties)
    .set({ suspendedAt: null })
    .where(and(eq(insuredParties.insuredCode, insuredCode), isNotNull(insuredParties.suspendedAt)))
    .returning({ insuredCode: insuredParties.insuredCode });
  return resumed.length > 0;
}

/**
 * Stops a user, sessions included. Whom the administrator stopped, staff can still stop: then only staff let them go on.
 * False where that was so already.
 */
export async function suspendUser(tx: Db, webUserId: string, by: SuspendedBy, now: Date): Promise<boolean> {
  const open =
    by === 'staff' ? sql`${webUsers.suspendedBy} is distinct from 'staff'` : isNull(webUsers.suspendedAt);
  const suspended = await tx
    .update(webUsers)
    .set({ suspendedAt: now, suspendedBy: by, updatedAt: now })
    .where(and(eq(webUsers.webUserId, webUserId), open))
    .returning({ webUserId: webUsers.webUserId });
  if (suspended.length === 0) return false;
  await endSessionsOf(tx, webUser(webUserId));
  return true;
}

/** Lets a user go on. Only what the same side stopped: staff do not overrule an administrator, nor the other way round. */
export async function resumeUser(tx: Db, webUserId: string, by: SuspendedBy, now: Date): Promise<boolean> {
  const resumed = await tx
    .update(webUsers)
    .set({ suspendedAt: null, suspendedBy: null, updatedAt: now })
    .where(and(eq(webUsers.webUserId, webUserId), eq(webUsers.suspendedBy, by)))
    .returning({ webUserId: webUsers.webUserId });
  return resumed.length > 0;
}
