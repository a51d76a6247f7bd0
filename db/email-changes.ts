import { and, desc, eq } from 'drizzle-orm';
import { LINK_VALID_HOURS } from '../domain/email-change.ts';
import type { Db } from './client.ts';
import { type EmailChange, emailChanges } from './schema/email-changes.ts';
import { tokenHash } from './sessions.ts';

/** The newest change of this user's address, whatever became of it. */
export async function findLatestEmailChange(db: Db, webUserId: string): Promise<EmailChange | undefined> {
  const [change] = await db
    .select()
    .from(emailChanges)
    .where(eq(emailChanges.webUserId, webUserId))
    .orderBy(desc(emailChanges.requestedAt))
    .limit(1);
  return change;
}

/** The change behind the newest link that was mailed to a new address. */
export const findEmailChangeByConfirmToken = (db: Db, token: string): Promise<EmailChange | undefined> =>
  findByHash(db, emailChanges.confirmTokenHash, token);

/** The change behind the 「心当たりがない」 link that was mailed to an old address. */
export const findEmailChangeByCancelToken = (db: Db, token: string): Promise<EmailChange | undefined> =>
  findByHash(db, emailChanges.cancelTokenHash, token);

async function findByHash(
  db: Db,
  column: typeof emailChanges.confirmTokenHash | typeof emailChanges.cancelTokenHash,
  token: string,
): Promise<EmailChange | undefined> {
  const [change] = await db
    .select()
    .from(emailChanges)
    .where(eq(column, tokenHash(token)));
  return change;
}

/** Ends the change that is still pending, for a newer one takes its place. Undefined where there is none. */
export async function supersedePendingEmailChange(
  tx: Db,
  webUserId: string,
  now: Date,
): Promise<EmailChange | undefined> {
  const [older] = await tx
    .update(emailChanges)
    .set({ stage: 'cancelled', cancelledBy: 'newerChange', endedAt: now })
    .where(and(eq(emailChanges.webUserId, webUserId), eq(emailChanges.stage, 'pending')))
    .returning();
  return older;
}

/** Notes from where a change that is still pending is asked about, for the access history. */
export async function noteRequestAddress(
  db: Db,
  emailChangeId: string,
  lastRequestAddress: string,
): Promise<void> {
  await db
    .update(emailChanges)
    .set({ lastRequestAddress })
    .where(and(eq(emailChanges.emailChangeId, emailChangeId), eq(emailChanges.stage, 'pending')));
}

/** Begins the 24 hours. Violates `one_pending_email_change_per_user` where another change is pending. */
export async function insertEmailChange(
  tx: Db,
  change: { webUserId: string; oldEmail: string; newEmail: string },
  now: Date,
): Promise<EmailChange> {
  const expiresAt = new Date(now.getTime() + LINK_VALID_HOURS * 60 * 60 * 1000);
  const [inserted] = await tx
    .insert(emailChanges)
    .values({ ...change, requestedAt: now, expiresAt })
    .returning();
  if (!inserted) throw new Error('the insertion of an e-mail change returned no row');
  return inserted;
}
