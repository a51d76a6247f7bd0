import { createHash } from 'node:crypto';
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { Db } from './client.ts';
import {
  groupViewerCompanies,
  insuredParties,
  staff,
  staffSessions,
  webUserSessions,
  webUsers,
} from './schema/index.ts';

/** What is stored in place of a session's token, a link's token and the like: SHA-256, hex (ASVS V11.5.1). */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');

/** Hours after which a session ends whatever its use. */
export const SESSION_HOURS_AT_MOST = 12;
const notTooOld = (createdAt: typeof webUserSessions.createdAt | typeof staffSessions.createdAt) =>
  gt(createdAt, sql`now() - make_interval(hours => ${SESSION_HOURS_AT_MOST})`);

/** What a new session knows besides its ID, its person and its end. */
export interface NewSession {
  address: string;
  userAgent: string;
  previousLoginAt: Date | null;
  previousLoginAddress: string | null;
}

const newSession = (attributes: object) => attributes as NewSession;

type Table = typeof webUserSessions | typeof staffSessions;
type Found = [session: DatabaseSession | null, user: DatabaseUser | null];

/**
 * lucia's adapter over one of the two session tables. lucia stores session IDs as they are; this one only ever writes
 * and looks up their hashes. A session of a suspended person is not found.
 */
export const webUserSessionAdapter = (db: Db): Adapter => ({
  ...sessionTable(db, webUserSessions),
  async getSessionAndUser(sessionId): Promise<Found> {
    const [row] = await db
      .select({ session: webUserSessions, user: webUsers, company: insuredParties })
      .from(webUserSessions)
      .innerJoin(webUsers, eq(webUsers.webUserId, webUserSessions.webUserId))
      .innerJoin(insuredParties, eq(insuredParties.insuredCode, lookedAt))
      .where(
        and(
          eq(webUserSessions.idHash, tokenHash(sessionId)),
          notTooOld(webUserSessions.createdAt),
          isNull(webUsers.suspendedAt),
        ),
      );
    if (!row) return [null, null];
    const { session, user, company } = row;
    return [
      found(sessionId, session.webUserId, session),
      { id: user.webUserId, attributes: { user, company } },
    ];
  },
  async setSession({ id, userId, expiresAt, attributes }) {
    await db
      .insert(webUserSessions)
      .values({ ...newSession(attributes), idHash: tokenHash(id), webUserId: userId, expiresAt });
  },
});

/** The user's own company; of a group viewer, the one that it chose, for as long as it is still one of its companies. */
const lookedAt = sql`coalesce(
  (select ${groupViewerCompanies.insuredCode} from ${groupViewerCompanies}
    where ${groupViewerCompanies.webUserId} = ${webUserSessions.webUserId}
      and ${groupViewerCompanies.insuredCode} = ${webUserSessions.viewedInsuredCode}),
  ${webUsers.insuredCode})`;

export const staffSessionAdapter = (db: Db): Adapter => ({
  ...sessionTable(db, staffSessions),
  async getSessionAndUser(sessionId): Promise<Found> {
    const [row] = await db
      .select({ session: staffSessions, staff })
      .from(staffSessions)
      .innerJoin(staff, eq(staff.staffId, staffSessions.staffId))
      .where(
        and(
          eq(staffSessions.idHash, tokenHash(sessionId)),
          notTooOld(staffSessions.createdAt),
          isNull(staff.suspendedAt),
        ),
      );
    if (!row) return [null, null];
    return [
      found(sessionId, row.session.staffId, row.session),
      { id: row.staff.staffId, attributes: { staff: row.staff } },
    ];
  },
  async setSession({ id, userId, expiresAt, attributes }) {
    await db
      .insert(staffSessions)
      .values({ ...newSession(attributes), idHash: tokenHash(id), staffId: userId, expiresAt });
  },
});

const found = (
  id: string,
  userId: string,
  { expiresAt, ...row }: typeof webUserSessions.$inferSelect | typeof staffSessions.$inferSelect,
): DatabaseSession => ({
  id,
  userId,
  expiresAt,
  attributes: row,
});

/** The part that is the same for both tables. */
const sessionTable = (db: Db, table: Table): Omit<Adapter, 'getSessionAndUser' | 'setSession'> => ({
  async updateSessionExpiration(sessionId, expiresAt) {
    await db
      .update(table)
      .set({ expiresAt })
      .where(eq(table.idHash, tokenHash(sessionId)));
  },
  async deleteSession(sessionId) {
    await db.delete(table).where(eq(table.idHash, tokenHash(sessionId)));
  },
  async deleteUserSessions(userId) {
    await db.delete(table).where(eq(ownerOf(table), userId));
  },
  async deleteExpiredSessions() {
    await db.delete(table).where(lte(table.expiresAt, sql`now()`));
  },
  async getUserSessions(userId) {
    const rows = await db
      .select()
      .from(table)
      .where(eq(ownerOf(table), userId));
    return rows.map((row) => found(row.idHash, userId, row));
  },
});

const ownerOf = (table: Table) =>
  table === webUserSessions ? webUserSessions.webUserId : staffSessions.staffId;
