import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { operation, operationText } from '../domain/operation-catalogue.ts';
import type { TemporaryPasswordKind } from '../domain/temporary-password.ts';
import type { Db } from './client.ts';
import { asOfNow, printed } from './events.ts';
import { ipRestrictionOf } from './ip-restrictions.ts';
import { type Person, webUser } from './person.ts';
import { builtOnce } from './prepared.ts';
import {
  credentials,
  insuredParties,
  loginThrottles,
  staff,
  staffCredentials,
  staffSecondFactors,
  webUsers,
} from './schema/index.ts';
import type { WebUser } from './schema/web-users.ts';
import { endSessionsOf, notePassword } from './sessions.ts';
import { holdActiveUser } from './suspensions.ts';
import { clearThrottle, throttleKey } from './throttle.ts';

/**
 * A user, their company with its IPアドレス制限, and by what they prove who they are, in one query: it takes as long where
 * there is none.
 */
export async function findLogin(db: Db, webUserId: string) {
  const [row] = await login(db).execute({ webUserId });
  return row;
}

const login = builtOnce((db) =>
  db
    .select({
      user: webUsers,
      company: { suspendedAt: insuredParties.suspendedAt },
      credentials,
      ipRestriction: ipRestrictionOf(webUsers.insuredCode),
    })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .leftJoin(credentials, eq(credentials.webUserId, webUsers.webUserId))
    .where(eq(webUsers.webUserId, sql.placeholder('webUserId')))
    .prepare('login'),
);

/** A member of staff who is not suspended, with the same and their second factor, in one query. */
export async function findStaffLogin(db: Db, staffId: string) {
  const [row] = await db
    .select({
      person: staff,
      credentials: staffCredentials,
      secondFactorId: staffSecondFactors.secondFactorId,
    })
    .from(staff)
    .innerJoin(staffCredentials, eq(staffCredentials.staffId, staff.staffId))
    .leftJoin(
      staffSecondFactors,
      and(eq(staffSecondFactors.staffId, staff.staffId), isNotNull(staffSecondFactors.confirmedAt)),
    )
    .where(and(eq(staff.staffId, staffId), isNull(staff.suspendedAt)));
  return row;
}
export type StaffLogin = NonNullable<Awaited<ReturnType<typeof findStaffLogin>>>;

const tableOf = ({ kind }: Person) => (kind === 'webUser' ? credentials : staffCredentials);
const ofPerson = ({ kind, id }: Person) =>
  kind === 'webUser' ? eq(credentials.webUserId, id) : eq(staffCredentials.staffId, id);

/** The chosen password of a person as it is stored; null before the first is chosen, and after a reset. */
export async function chosenHashOf(db: Db, person: Person): Promise<string | null> {
  const table = tableOf(person);
  const [found] = await db.select({ hash: table.passwordHash }).from(table).where(ofPerson(person));
  return found?.hash ?? null;
}

/** With what a person logs in, as it was compared: the hash of the chosen password, or of a temporary one. */
export interface ProvenHash {
  kind: 'chosen' | 'temporary';
  hash: string;
}

/**
 * Holds on to a web user, their company and the password that was compared until the transaction ends; a temporary password is
 * used up. A suspension or another password that comes meanwhile waits, and then ends what was begun. False where one of them
 * came first: then nobody may come in. In the order in which everybody locks these: user, company, password.
 */
export async function holdLogin(tx: Db, webUserId: string, proven: ProvenHash, now: Date): Promise<boolean> {
  if (proven.kind === 'temporary')
    return (await holdActiveUser(tx, webUserId)) && takePassword(tx, webUser(webUserId), proven, now);
  const held = await tx.execute(sql`
    select from ${webUsers}
      join ${insuredParties} on ${insuredParties.insuredCode} = ${webUsers.insuredCode}
      join ${credentials} on ${credentials.webUserId} = ${webUsers.webUserId}
    where ${webUsers.webUserId} = ${webUserId} and ${webUsers.suspendedAt} is null
      and ${insuredParties.suspendedAt} is null
      and ${credentials.passwordHash} = ${proven.hash} and ${credentials.disabledAt} is null
    for no key update of web_users for share of insured_parties for update of credentials`);
  return held.length > 0;
}

/**
 * Holds on to a chosen password that was compared, or uses up a temporary one, until the transaction ends. False where it was
 * changed, reset, disabled or used meanwhile: then nobody may come in with it.
 */
export const takePassword = (
  tx: Db,
  person: Person,
  { kind, hash }: ProvenHash,
  now: Date,
): Promise<boolean> =>
  kind === 'temporary' ? takeTemporaryPassword(tx, person, hash, now) : holdChosenPassword(tx, person, hash);

async function holdChosenPassword(tx: Db, person: Person, passwordHash: string): Promise<boolean> {
  const table = tableOf(person);
  const stillWorks = person.kind === 'webUser' ? isNull(credentials.disabledAt) : undefined;
  const held = await tx
    .select({ passwordHash: table.passwordHash })
    .from(table)
    .where(and(ofPerson(person), eq(table.passwordHash, passwordHash), stillWorks))
    .for('update');
  return held.length > 0;
}

/** Of any number at once only one gets true. */
async function takeTemporaryPassword(
  tx: Db,
  person: Person,
  temporaryHash: string,
  now: Date,
): Promise<boolean> {
  const table = tableOf(person);
  const taken = await tx
    .update(table)
    .set(noTemporaryPassword)
    .where(and(ofPerson(person), eq(table.temporaryHash, temporaryHash), gt(table.temporaryExpiresAt, now)))
    .returning({ passwordHash: table.passwordHash });
  return taken.length > 0;
}

/**
 * Makes a chosen password the person's own: temporary ones are void, failed logins forgotten, and every other session ends
 * (ASVS V7.4.3). False where the password is no longer `before`, or the session has ended: another change, or a reset,
 * came first.
 */
export async function choosePassword(
  tx: Db,
  { person, before, passwordHash }: { person: Person; before: string | null; passwordHash: string },
  { idHash }: { idHash: string },
  now: Date,
): Promise<boolean> {
  const held = await lockPasswords(tx, person);
  if (held?.passwordHash !== before) return false;
  if (!(await notePassword(tx, person, idHash, { passwordGivenAt: now, mustChoosePassword: false })))
    return false;
  const works = person.kind === 'webUser' ? { disabledAt: null } : {};
  await tx
    .update(tableOf(person))
    .set({ passwordHash, passwordChangedAt: now, ...noTemporaryPassword, ...works })
    .where(ofPerson(person));
  await clearThrottle(tx, person);
  await endSessionsOf(tx, person, idHash);
  return true;
}

/** Holds on to a person's passwords until the transaction ends. */
export async function lockPasswords(tx: Db, person: Person) {
  const table = tableOf(person);
  const [held] = await tx
    .select({
      passwordHash: table.passwordHash,
      passwordChangedAt: table.passwordChangedAt,
      temporaryHash: table.temporaryHash,
    })
    .from(table)
    .where(ofPerson(person))
    .for('update');
  return held;
}

/** Makes a temporary password the one that works, in place of any made before. */
export async function putTemporaryPassword(
  tx: Db,
  person: Person,
  temporary: { temporaryHash: string; temporaryKind: TemporaryPasswordKind; temporaryExpiresAt: Date },
): Promise<void> {
  await tx.update(tableOf(person)).set(temporary).where(ofPerson(person));
}

export const noTemporaryPassword = { temporaryHash: null, temporaryKind: null, temporaryExpiresAt: null };

/**
 * 解除: an ID that too many failures disabled works again, with the password it had. Returns whether it was disabled.
 */
export async function enableAgain(tx: Db, webUserId: string): Promise<boolean> {
  const enabled = await tx
    .update(credentials)
    .set({ disabledAt: null })
    .where(and(eq(credentials.webUserId, webUserId), isNotNull(credentials.disabledAt)))
    .returning({ webUserId: credentials.webUserId });
  if (enabled.length > 0) await clearThrottle(tx, webUser(webUserId));
  return enabled.length > 0;
}

/** Puts a login into the access history, and notes its time and address for the next. */
export async function recordLogin(tx: Db, user: WebUser, address: string, now: Date): Promise<void> {
  const { insuredCode, webUserId } = user;
  const event = { insuredCode, webUserId, operation: operation.login, ...asOfNow(user), address };
  await tx.execute(sql`
    with noted as (
      update web_users set last_login_at = ${now.toISOString()}::timestamptz, last_login_address = ${address}
      where web_user_id = ${webUserId}
    )
    select record_access_events(${printed([event])}::jsonb)`);
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
      where ${loginThrottles.key} = ${throttleKey(webUser(webUserId))}
    )
    select record_access_events(jsonb_build_array(jsonb_build_object(
      'insuredCode', ${webUsers.insuredCode}, 'webUserId', ${webUsers.webUserId},
      'operation', ${operation.loginFailure}::text, 'operationText', ${operationText(operation.loginFailure)}::text,
      'actorName', ${webUsers.name}, 'actorDepartment', ${webUsers.department}, 'actorTitle', ${webUsers.title},
      'address', ${address}::text)))
    from ${webUsers} where ${webUsers.webUserId} = ${webUserId}`);
}
