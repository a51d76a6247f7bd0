import { createHash } from 'node:crypto';
import { and, desc, eq, gt, lte, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { Person } from './person.ts';
import {
  credentials,
  staffCredentials,
  staffLogins,
  staffSessions,
  webUserSessions,
} from './schema/index.ts';

/** What is stored in place of a session's token, a link's token and the like: SHA-256, hex (ASVS V11.5.1). */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');

/** Hours after which a session ends whatever its use. */
export const SESSION_HOURS_AT_MOST = 12;
/** A session of either table that has not lasted so long yet. */
export const notTooOld = (createdAt: typeof webUserSessions.createdAt | typeof staffSessions.createdAt) =>
  gt(createdAt, sql`now() - make_interval(hours => ${SESSION_HOURS_AT_MOST})`);

/** A customer's session that still answers; whether its user may still come in is for others to say. */
export const isLiving = and(gt(webUserSessions.expiresAt, sql`now()`), notTooOld(webUserSessions.createdAt));

/** Sessions of customers, or of staff. */
export type SessionTable = typeof webUserSessions | typeof staffSessions;

/** Whose sessions a table keeps. */
export const ownerOf = (table: SessionTable) =>
  table === webUserSessions ? webUserSessions.webUserId : staffSessions.staffId;

const tableOf = ({ kind }: Pick<Person, 'kind'>): SessionTable =>
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
