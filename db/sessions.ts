import { createHash } from 'node:crypto';
import { and, desc, eq, gt, isNull, lte, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { Db } from './client.ts';
import type { Person } from './person.ts';
import { builtOnce } from './prepared.ts';
import {
  credentials,
  groupViewerCompanies,
  insuredParties,
  staff,
  staffCredentials,
  staffLogins,
  staffSecondFactors,
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

/** A customer's session that still answers; whether its user may still come in is for others to say. */
export const isLiving = and(gt(webUserSessions.expiresAt, sql`now()`), notTooOld(webUserSessions.createdAt));

/** What a new session knows besides its ID, its person and its end. */
export interface NewSession {
  address: string;
  userAgent: string;
  previousLoginAt: Date | null;
  previousLoginAddress: string | null;
  mustChoosePassword?: boolean;
}

const newSession = (attributes: object) => attributes as NewSession;

type Table = typeof webUserSessions | typeof staffSessions;
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
const sessionTable = (db: Db, table: Table): Omit<Adapter, 'getSessionAndUser' | 'setSession'> => ({
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

const ownerOf = (table: Table) =>
  table === webUserSessions ? webUserSessions.webUserId : staffSessions.staffId;

const tableOf = ({ kind }: Pick<Person, 'kind'>): Table =>
  kind === 'webUser' ? webUserSessions : staffSessions;
const ofPerson = (person: Person) => eq(ownerOf(tableOf(person)), person.id);

/** Moves the end of a session's idle limit. */
export async function moveIdleEnd(
  db: Db,
  kind: Person['kind'],
  idHash: string,
  expiresAt: Date,
): Promise<void> {
  const table = tableOf({ kind });
  await db.update(table).set({ expiresAt }).where(eq(table.idHash, idHash));
}

/** In this session the person has just given, or chosen, their password. False where it has ended. */
export async function notePassword(
  tx: Db,
  person: Person,
  idHash: string,
  given: { passwordGivenAt: Date; mustChoosePassword?: false },
): Promise<boolean> {
  const table = tableOf(person);
  const noted = await tx
    .update(table)
    .set(given)
    .where(and(ofPerson(person), eq(table.idHash, idHash)))
    .returning({ idHash: table.idHash });
  return noted.length > 0;
}

/** Whether the password that the person has now was chosen in this session, after `since`. */
export async function wasPasswordChosenIn(
  db: Db,
  person: Person,
  idHash: string,
  since: Date,
): Promise<boolean> {
  const table = tableOf(person);
  const [session] = await db
    .select({ passwordGivenAt: table.passwordGivenAt })
    .from(table)
    .where(and(ofPerson(person), eq(table.idHash, idHash), gt(table.passwordGivenAt, since)));
  return session !== undefined && (await isLastChange(db, person, session.passwordGivenAt));
}

async function isLastChange(db: Db, { kind, id }: Person, at: Date): Promise<boolean> {
  const table = kind === 'webUser' ? credentials : staffCredentials;
  const owner = kind === 'webUser' ? credentials.webUserId : staffCredentials.staffId;
  return (await db.$count(table, and(eq(owner, id), eq(table.passwordChangedAt, at)))) > 0;
}

/** A living session as its person sees it in a list. */
export interface ListedSession {
  idHash: string;
  address: string;
  userAgent: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** A person's living sessions, the last used first. `idleMinutes` is the idle limit, by which the last use is known. */
export async function listSessions(db: Db, person: Person, idleMinutes: number): Promise<ListedSession[]> {
  const table = tableOf(person);
  const rows = await db
    .select()
    .from(table)
    .where(and(ofPerson(person), gt(table.expiresAt, sql`now()`), notTooOld(table.createdAt)))
    .orderBy(desc(table.expiresAt));
  return rows.map(({ idHash, address, userAgent, createdAt, expiresAt }) => ({
    idHash,
    address,
    userAgent,
    createdAt,
    lastUsedAt: new Date(expiresAt.getTime() - idleMinutes * 60_000),
  }));
}

/**
 * Holds on to a session until the transaction ends: whoever ends it meanwhile, a suspension for one, waits for what is done
 * in it. False where it has ended.
 */
export async function holdSession(tx: Db, idHash: string): Promise<boolean> {
  const held = await tx
    .select({ idHash: webUserSessions.idHash })
    .from(webUserSessions)
    .where(eq(webUserSessions.idHash, idHash))
    .for('key share');
  return held.length > 0;
}

/** Ends one session of this person by the hash of its ID; false where they have no such session. */
export async function endSessionOf(tx: Db, person: Person, idHash: string): Promise<boolean> {
  const table = tableOf(person);
  const ended = await tx
    .delete(table)
    .where(and(ofPerson(person), eq(table.idHash, idHash)))
    .returning({ idHash: table.idHash });
  return ended.length > 0;
}

/**
 * Ends a person's sessions but for the one that is kept, if any, and logins that wait for a second factor. Says how many
 * sessions they were.
 */
export async function endSessionsOf(tx: Db, person: Person, keepIdHash?: string): Promise<number> {
  const table = tableOf(person);
  if (person.kind === 'staff') await tx.delete(staffLogins).where(eq(staffLogins.staffId, person.id));
  const ended = await tx
    .delete(table)
    .where(and(ofPerson(person), keepIdHash === undefined ? undefined : ne(table.idHash, keepIdHash)))
    .returning({ idHash: table.idHash });
  return ended.length;
}

/** Removes what nobody can use any more; called at a login, so that the rows of a person stay few. */
export async function removeEndedSessions(tx: Db, person: Person): Promise<void> {
  await tx.delete(tableOf(person)).where(and(ofPerson(person), lte(tableOf(person).expiresAt, sql`now()`)));
}
