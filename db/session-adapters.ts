import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { Db } from './client.ts';
import { builtOnce } from './prepared.ts';
import {
  groupViewerCompanies,
  insuredParties,
  staff,
  staffSecondFactors,
  staffSessions,
  webUserSessions,
  webUsers,
} from './schema/index.ts';
import { notTooOld, ownerOf, type SessionTable, tokenHash } from './sessions.ts';

/** What a new session knows besides its ID, its person and its end. */
interface NewSession {
  address: string;
  userAgent: string;
  previousLoginAt: Date | null;
  previousLoginAddress: string | null;
  mustChoosePassword?: boolean;
}

const newSession = (attributes: object) => attributes as NewSession;

type Found = [session: DatabaseSession | null, user: DatabaseUser | null];

/**
 * lucia's adapter over one of the two session tables. lucia stores session IDs as they are; this one only ever writes
 * and looks up their hashes. A session of a suspended person, of a suspended company's, or of one whose last day has
 * passed, is not found.
 */
export const webUserSessionAdapter = (db: Db): Adapter => ({
  ...sessionTable(db, webUserSessions),
  async getSessionAndUser(sessionId): Promise<Found> {
    const [row] = await webUserSession(db).execute({ idHash: tokenHash(sessionId) });
    if (!row) return [null, null];
    const { session, user, company } = row;
    const oneTimePasswordDue = row.demandsOneTimePassword && !session.oneTimePasswordVerifiedAt;
    return [
      found(sessionId, session.webUserId, { ...session, oneTimePasswordDue }),
      { id: user.webUserId, attributes: { user, company } },
    ];
  },
  async setSession({ id, userId, expiresAt, attributes }) {
    await db
      .insert(webUserSessions)
      .values({ ...newSession(attributes), idHash: tokenHash(id), webUserId: userId, expiresAt });
  },
});

/** The user's own company. A group viewer needs a one-time password where this or the company it looks at demands one. */
const homes = alias(insuredParties, 'homes');

/** The last day of validity, in Tokyo, has not passed. */
const stillValid = sql`coalesce(${webUsers.validUntil} >= (now() at time zone 'Asia/Tokyo')::date, true)`;

const viewed = alias(insuredParties, 'viewed');

/**
 * The user's own company; of a group viewer, the one that it chose, for as long as it is still one of its companies and
 * not suspended.
 */
const lookedAt = sql`coalesce(
  (select ${viewed.insuredCode} from ${groupViewerCompanies}
    join ${insuredParties} "viewed" on ${viewed.insuredCode} = ${groupViewerCompanies.insuredCode}
    where ${groupViewerCompanies.webUserId} = ${webUserSessions.webUserId}
      and ${viewed.insuredCode} = ${webUserSessions.viewedInsuredCode}
      and ${viewed.suspendedAt} is null),
  ${webUsers.insuredCode})`;

const webUserSession = builtOnce((db) =>
  db
    .select({
      session: webUserSessions,
      user: webUsers,
      company: insuredParties,
      demandsOneTimePassword: sql<boolean>`${insuredParties.usesOneTimePassword} or ${homes.usesOneTimePassword}`,
    })
    .from(webUserSessions)
    .innerJoin(webUsers, eq(webUsers.webUserId, webUserSessions.webUserId))
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, lookedAt))
    .innerJoin(homes, eq(homes.insuredCode, webUsers.insuredCode))
    .where(
      and(
        eq(webUserSessions.idHash, sql.placeholder('idHash')),
        notTooOld(webUserSessions.createdAt),
        isNull(webUsers.suspendedAt),
        isNull(homes.suspendedAt),
        stillValid,
      ),
    )
    .prepare('web_user_session'),
);

export const staffSessionAdapter = (db: Db): Adapter => ({
  ...sessionTable(db, staffSessions),
  async getSessionAndUser(sessionId): Promise<Found> {
    const [row] = await staffSession(db).execute({ idHash: tokenHash(sessionId) });
    if (!row) return [null, null];
    const { session, hasSecondFactor } = row;
    return [
      found(sessionId, session.staffId, { ...session, hasSecondFactor }),
      { id: row.staff.staffId, attributes: { staff: row.staff } },
    ];
  },
  async setSession({ id, userId, expiresAt, attributes }) {
    await db
      .insert(staffSessions)
      .values({ ...newSession(attributes), idHash: tokenHash(id), staffId: userId, expiresAt });
  },
});

const staffSession = builtOnce((db) =>
  db
    .select({
      session: staffSessions,
      staff,
      hasSecondFactor: sql<boolean>`exists (select from ${staffSecondFactors}
          where ${staffSecondFactors.staffId} = ${staff.staffId} and ${staffSecondFactors.confirmedAt} is not null)`,
    })
    .from(staffSessions)
    .innerJoin(staff, eq(staff.staffId, staffSessions.staffId))
    .where(
      and(
        eq(staffSessions.idHash, sql.placeholder('idHash')),
        notTooOld(staffSessions.createdAt),
        isNull(staff.suspendedAt),
      ),
    )
    .prepare('staff_session'),
);

const found = (
  id: string,
  userId: string,
  {
    expiresAt,
    ...row
  }:
    | (typeof webUserSessions.$inferSelect & { oneTimePasswordDue: boolean })
    | (typeof staffSessions.$inferSelect & { hasSecondFactor: boolean }),
): DatabaseSession => ({
  id,
  userId,
  expiresAt,
  attributes: { ...row, idleEndsAt: expiresAt },
});

/** The part that is the same for both tables. */
const sessionTable = (db: Db, table: SessionTable): Omit<Adapter, 'getSessionAndUser' | 'setSession'> => ({
  /** Left to `noteUse`: lucia would do it in the second half of the period only, and for whatever a page polls. */
  async updateSessionExpiration() {},
  async deleteSession(sessionId) {
    await db.delete(table).where(eq(table.idHash, tokenHash(sessionId)));
  },
  async deleteUserSessions(userId) {
    await db.delete(table).where(eq(ownerOf(table), userId));
  },
  async deleteExpiredSessions() {
    await db.delete(table).where(lte(table.expiresAt, sql`now()`));
  },
  async getUserSessions() {
    throw new Error('the IDs of sessions are not stored: use listSessions and endSessionOf');
  },
});
