import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import ipaddr from 'ipaddr.js';
import {
  ADDRESS_FORGIVEN_AFTER_MINUTES,
  FAILURES_UNTIL_DISABLED,
  type ThrottleKind,
  waitsOf,
} from '../domain/login-throttle.ts';
import type { Db } from './client.ts';
import type { Person } from './person.ts';
import { credentials, loginThrottles } from './schema/index.ts';
import { tokenHash } from './sessions.ts';

/** Whose password is tried, or the code of whose second factor: its tries are no password's and outlast a right one. */
export type Tried = Person | { kind: 'staffCode'; id: string };

/** An attempt as it was counted, before anything was compared. */
export interface Attempt {
  person: Tried;
  /** Key of the throttle of its address; none where the address is not known. */
  addressKey: string | undefined;
  /** What the attempt met: `free` ones may be compared, the others are refused whatever the password. */
  outcome: 'free' | 'personBlocked' | 'addressBlocked';
  /** This attempt's number among the failures in a row, by key; only of those that were counted. */
  counted: Record<string, number>;
}

/**
 * Under what a person's failures are counted. What cannot be an ID may be a password in the wrong field: it is kept as a
 * hash (ASVS V16.2.5), which also keeps small what is stored.
 */
export const throttleKey = ({ kind, id }: Tried): string =>
  `${kind}:${MAY_BE_ID.test(id) ? id : tokenHash(id)}`;

/** Passwords are longer. */
const MAY_BE_ID = /^[\w.-]{1,14}$/;

/**
 * Counts an attempt as failed before its password is compared, in a transaction of its own: of any number at once each
 * is counted or refused, and a process that dies in between has counted too much, never too little (ASVS V6.3.1).
 * `now` is the time of the web server.
 */
export async function countAttempt(
  db: Db,
  person: Tried,
  address: string,
  now = new Date(),
): Promise<Attempt> {
  const personKey = throttleKey(person);
  const addressKey = address ? `address:${networkOf(address)}` : undefined;
  const counted = addressKey
    ? await countBoth(db, addressKey, personKey, now)
    : await countPerson(db, personKey, now);
  const attempt: Attempt = { person, addressKey, outcome: 'free', counted: {} };
  if (addressKey && counted.byAddress !== null) attempt.counted[addressKey] = counted.byAddress;
  if (counted.byPerson !== null) attempt.counted[personKey] = counted.byPerson;
  if (addressKey && counted.byAddress === null) attempt.outcome = 'addressBlocked';
  else if (counted.byPerson === null) attempt.outcome = 'personBlocked';
  if ((counted.byPerson ?? 0) >= FAILURES_UNTIL_DISABLED && person.kind === 'webUser')
    await disable(db, person.id, now);
  return attempt;
}

/** This attempt's number among the failures; null where the key is blocked, or the other one is. */
interface Counted {
  byAddress: number | null;
  byPerson: number | null;
}

/**
 * In one statement, so that one round trip does it. The person is counted only where the address was, and always after it:
 * so two attempts cannot wait for each other.
 */
async function countBoth(db: Db, addressKey: string, personKey: string, now: Date): Promise<Counted> {
  const [counted] = await db.execute<{ byAddress: number | null; byPerson: number | null }>(sql`
    with by_address as (${counting('address', sql`values (${addressKey}, 1, ${at(now)})`, now)}),
      by_person as (${counting('person', sql`select ${personKey}, 1, ${at(now)} where exists (select from by_address)`, now)})
    select (select failures from by_address) "byAddress", (select failures from by_person) "byPerson"`);
  return counted ?? { byAddress: null, byPerson: null };
}

async function countPerson(db: Db, personKey: string, now: Date): Promise<Counted> {
  const [counted] = await db.execute<{ failures: number }>(
    counting('person', sql`values (${personKey}, 1, ${at(now)})`, now),
  );
  return { byAddress: null, byPerson: counted?.failures ?? null };
}

const at = (time: Date) => sql`${time.toISOString()}::timestamptz`;

/**
 * Adds one to the failures of a key, and lets those that follow wait where it is time. Where the key is blocked, nothing is
 * counted, so that nobody is shut out for longer by being tried.
 */
function counting(kind: ThrottleKind, first: SQL, now: Date): SQL {
  const forgiven = new Date(now.getTime() - ADDRESS_FORGIVEN_AFTER_MINUTES * 60_000);
  const isForgiven = kind === 'person' ? sql`false` : sql`counted.last_failed_at < ${at(forgiven)}`;
  const failures = sql`case when ${isForgiven} then 1 else counted.failures + 1 end`;
  const waits = waitsOf(kind);
  const wait = sql`(${`{${waits.join(',')}}`}::int[])[least(${failures}, ${waits.length})]`;
  return sql`insert into login_throttles as counted (key, failures, last_failed_at) ${first}
    on conflict (key) do update set failures = ${failures}, last_failed_at = ${at(now)},
      blocked_until = case when ${wait} > 0 then ${at(now)} + ${wait} * interval '1 second' else counted.blocked_until end
    where coalesce(counted.blocked_until <= ${at(now)}, true)
    returning failures`;
}

/**
 * The password was right: the ID begins anew; of the address only this attempt was no failure. Call it last in a transaction:
 * an address is shared by a whole office, and whoever else logs in from there waits until the transaction ends.
 */
export async function attemptSucceeded(tx: Db, attempt: Attempt): Promise<void> {
  const { addressKey, counted } = attempt;
  const mine = addressKey && counted[addressKey];
  if (!addressKey || !mine) return clearThrottle(tx, attempt.person);
  // The wait that this very attempt began ends; a later failure's stays. The address comes first, as above.
  await tx.execute(sql`
    with forgiven as (
      update login_throttles set failures = greatest(failures - 1, 0),
        blocked_until = case when failures = ${mine} then null else blocked_until end
      where key = ${addressKey} returning key)
    delete from login_throttles
    where key = ${throttleKey(attempt.person)} and (select count(*) from forgiven) >= 0`);
}

/** Forgets a person's failures: after success, a new password, or 解除. */
export async function clearThrottle(tx: Db, person: Tried): Promise<void> {
  await tx.delete(loginThrottles).where(eq(loginThrottles.key, throttleKey(person)));
}

async function disable(db: Db, webUserId: string, now: Date): Promise<void> {
  await db
    .update(credentials)
    .set({ disabledAt: now })
    .where(and(eq(credentials.webUserId, webUserId), isNull(credentials.disabledAt)));
}

/** Whom an address stands for: an IPv4 address, or the /64 of an IPv6 one: within that a single customer changes addresses at will. */
export function networkOf(address: string): string {
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}
