import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { ONE_TIME_PASSWORD_TRIES_AT_MOST, oneTimePasswordExpiresAt } from '../domain/one-time-password.ts';
import type { Db } from './client.ts';
import { insuredParties, oneTimePasswords, webUserSessions, webUsers } from './schema/index.ts';
import type { OneTimePassword } from './schema/one-time-passwords.ts';

/** Locks the session, so that what it asks for at once is done one after the other. Undefined where it has ended. */
export async function lockSession(tx: Db, sessionIdHash: string) {
  const [session] = await tx
    .select({ oneTimePasswordTries: webUserSessions.oneTimePasswordTries })
    .from(webUserSessions)
    .where(eq(webUserSessions.idHash, sessionIdHash))
    .for('update');
  return session;
}

/**
 * Asks for a code for a session and kills the one before; start its workflow in the same transaction with
 * `oneTimePasswordStart`. Lock the session first.
 */
export async function insertOneTimePassword(
  tx: Db,
  { webUserId, sessionIdHash }: { webUserId: string; sessionIdHash: string },
  now: Date,
): Promise<OneTimePassword> {
  await tx
    .update(oneTimePasswords)
    .set({ endedAt: now, outcome: 'superseded' })
    .where(and(eq(oneTimePasswords.sessionIdHash, sessionIdHash), isNull(oneTimePasswords.endedAt)));
  const [inserted] = await tx
    .insert(oneTimePasswords)
    .values({ webUserId, sessionIdHash, requestedAt: now, expiresAt: oneTimePasswordExpiresAt(now) })
    .returning();
  if (!inserted) throw new Error('the insertion of a one-time password returned no row');
  return inserted;
}

/** The one that this session asked for last and has not given back, expired or not. */
export async function findPendingOneTimePassword(
  db: Db,
  sessionIdHash: string,
): Promise<OneTimePassword | undefined> {
  const [pending] = await db
    .select()
    .from(oneTimePasswords)
    .where(and(eq(oneTimePasswords.sessionIdHash, sessionIdHash), isNull(oneTimePasswords.endedAt)));
  return pending;
}

/** What the mail needs to know; undefined where the session has ended, and the row with it. */
export async function findOneTimePasswordReader(db: Db, oneTimePasswordId: string) {
  const [found] = await db
    .select({ asked: oneTimePasswords, user: webUsers, companyName: insuredParties.name })
    .from(oneTimePasswords)
    .innerJoin(webUsers, eq(webUsers.webUserId, oneTimePasswords.webUserId))
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .where(eq(oneTimePasswords.oneTimePasswordId, oneTimePasswordId));
  return found;
}

/** Makes `codeHash` the one that works, in place of any made before. Undefined where none is wanted any more. */
export async function storeCode(
  db: Db,
  oneTimePasswordId: string,
  codeHash: string,
  now: Date,
): Promise<OneTimePassword | undefined> {
  const [stored] = await db
    .update(oneTimePasswords)
    .set({ codeHash, made: sql`${oneTimePasswords.made} + 1` })
    .where(
      and(
        eq(oneTimePasswords.oneTimePasswordId, oneTimePasswordId),
        isNull(oneTimePasswords.endedAt),
        isNull(oneTimePasswords.sentAt),
        gt(oneTimePasswords.expiresAt, now),
      ),
    )
    .returning();
  return stored;
}

/** The mail server has taken the mail with the last code made. */
export async function recordCodeSent(db: Db, oneTimePasswordId: string, sentAt: Date): Promise<void> {
  await db
    .update(oneTimePasswords)
    .set({ sentAt })
    .where(eq(oneTimePasswords.oneTimePasswordId, oneTimePasswordId));
}

/**
 * Counts a try of a session before its code is compared, as a statement that commits by itself: of any number at once
 * `ONE_TIME_PASSWORD_TRIES_AT_MOST` are let through, and a process that dies in between has counted too much, never too
 * little (ASVS V6.6.3). Returns how many tries that makes, or undefined where none is left.
 */
export async function countTry(db: Db, sessionIdHash: string): Promise<number | undefined> {
  const [counted] = await db
    .update(webUserSessions)
    .set({ oneTimePasswordTries: sql`${webUserSessions.oneTimePasswordTries} + 1` })
    .where(
      and(
        eq(webUserSessions.idHash, sessionIdHash),
        isNull(webUserSessions.oneTimePasswordVerifiedAt),
        lt(webUserSessions.oneTimePasswordTries, ONE_TIME_PASSWORD_TRIES_AT_MOST),
      ),
    )
    .returning({ tries: webUserSessions.oneTimePasswordTries });
  return counted?.tries;
}

/**
 * Uses up a code that was found right, and opens its session until logout. False where it was used, replaced or mailed
 * anew meanwhile, or has expired: of any number at once one succeeds (ASVS V6.5.1).
 */
export async function consumeCode(
  tx: Db,
  { oneTimePasswordId, sessionIdHash, codeHash }: OneTimePassword,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .update(oneTimePasswords)
    .set({ endedAt: now, outcome: 'used' })
    .where(
      and(
        eq(oneTimePasswords.oneTimePasswordId, oneTimePasswordId),
        eq(oneTimePasswords.codeHash, codeHash ?? ''),
        isNull(oneTimePasswords.endedAt),
        gt(oneTimePasswords.expiresAt, now),
      ),
    )
    .returning({ sessionIdHash: oneTimePasswords.sessionIdHash });
  if (used.length === 0) return false;
  await openSession(tx, sessionIdHash, now);
  return true;
}

/** From now on the session needs no one-time password. */
export async function openSession(tx: Db, sessionIdHash: string, now: Date): Promise<void> {
  await tx
    .update(webUserSessions)
    .set({ oneTimePasswordVerifiedAt: now })
    .where(eq(webUserSessions.idHash, sessionIdHash));
}

export async function isSessionOpen(db: Db, sessionIdHash: string): Promise<boolean> {
  const [session] = await db
    .select({ verifiedAt: webUserSessions.oneTimePasswordVerifiedAt })
    .from(webUserSessions)
    .where(eq(webUserSessions.idHash, sessionIdHash));
  return Boolean(session?.verifiedAt);
}

/** ワンタイムパスワード利用 of a company (manual 5-2). */
export async function setOneTimePasswordUse(tx: Db, insuredCode: string, uses: boolean): Promise<void> {
  await tx
    .update(insuredParties)
    .set({ usesOneTimePassword: uses })
    .where(eq(insuredParties.insuredCode, insuredCode));
}
