import { and, eq, isNull, sql } from 'drizzle-orm';
import ipaddr from 'ipaddr.js';
import {
  ADDRESS_FORGIVEN_AFTER_MINUTES,
  FAILURES_UNTIL_DISABLED,
  secondsToWait,
  type ThrottleKind,
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
  const addressKey = address ? `address:${networkOf(address)}` : undefined;
  const attempt: Attempt = { person, addressKey, outcome: 'free', counted: {} };
  await db.transaction(async (tx) => {
    // Always the address first, so that two attempts cannot wait for each other.
    if (addressKey && !(await count(tx, attempt, 'address', addressKey, now)))
      attempt.outcome = 'addressBlocked';
    else if (!(await count(tx, attempt, 'person', throttleKey(person), now)))
      attempt.outcome = 'personBlocked';
  });
  if ((attempt.counted[throttleKey(person)] ?? 0) >= FAILURES_UNTIL_DISABLED && person.kind === 'webUser')
    await disable(db, person.id, now);
  return attempt;
}

/** Whether it was counted; where the key is blocked, nothing is, so that nobody is shut out for longer by being tried. */
async function count(tx: Db, attempt: Attempt, kind: ThrottleKind, key: string, now: Date): Promise<boolean> {
  const forgiven = new Date(now.getTime() - ADDRESS_FORGIVEN_AFTER_MINUTES * 60_000);
  const oneMore = sql`${loginThrottles.failures} + 1`;
  const [row] = await tx
    .insert(loginThrottles)
    .values({ key, failures: 1, lastFailedAt: now })
    .onConflictDoUpdate({
      target: loginThrottles.key,
      set: {
        failures:
          kind === 'person'
            ? oneMore
            : sql`case when ${loginThrottles.lastFailedAt} < ${forgiven.toISOString()}::timestamptz then 1 else ${oneMore} end`,
        lastFailedAt: now,
      },
      setWhere: sql`coalesce(${loginThrottles.blockedUntil} <= ${now.toISOString()}::timestamptz, true)`,
    })
    .returning({ failures: loginThrottles.failures });
  if (!row) return false;
  attempt.counted[key] = row.failures;
  const wait = secondsToWait(kind, row.failures);
  if (wait > 0)
    await tx
      .update(loginThrottles)
      .set({ blockedUntil: new Date(now.getTime() + wait * 1000) })
      .where(eq(loginThrottles.key, key));
  return true;
}

/** The password was right: the ID begins anew; of the address only this attempt was no failure. */
export async function attemptSucceeded(tx: Db, attempt: Attempt): Promise<void> {
  const { addressKey, counted } = attempt;
  const mine = addressKey && counted[addressKey];
  if (addressKey && mine)
    await tx
      .update(loginThrottles)
      .set({
        failures: sql`greatest(${loginThrottles.failures} - 1, 0)`,
        // The wait that this very attempt began; a later failure's stays.
        blockedUntil: sql`case when ${loginThrottles.failures} = ${mine} then null else ${loginThrottles.blockedUntil} end`,
      })
      .where(eq(loginThrottles.key, addressKey));
  await clearThrottle(tx, attempt.person);
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
