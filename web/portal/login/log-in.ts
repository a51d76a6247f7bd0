import { findLogin, holdLogin, recordLogin, recordLoginFailure } from '../../../db/credentials.ts';
import { recordAccess } from '../../../db/events.ts';
import { asLongAsComparing, passwordMatches } from '../../../db/password-hash.ts';
import { webUser } from '../../../db/person.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { isActive } from '../../../db/suspensions.ts';
import { type Attempt, attemptSucceeded, countAttempt } from '../../../db/throttle.ts';
import { together } from '../../../db/together.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { admits } from '../../../domain/ip-restriction.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import { loginAttempts } from '../../metrics.ts';
import { type Proof, proofFor, provenBy } from '../../proof.ts';
import { beginSession } from '../../sessions.ts';

/**
 * `mustChoose`: with a temporary password, so that the session only leads to choosing one. `keptOut`: all was right, but the
 * address is none of those to which the company has restricted itself (manual 6).
 */
export type LoginOutcome = 'loggedIn' | 'mustChoose' | 'keptOut' | 'refused';

/**
 * Tries to log in. The attempt is counted as failed first; exactly one comparison follows, whoever was named and whatever
 * stands against them, so that neither the answer nor its time tells which IDs there are (ASVS V6.3.1, V6.3.8).
 */
export async function logIn(c: Context, webUserId: string, password: string): Promise<LoginOutcome> {
  const { db } = c.var.services;
  const now = new Date();
  const attempt = await countAttempt(db, webUser(webUserId), c.var.address, now);
  if (attempt.outcome === 'addressBlocked') {
    await asLongAsComparing();
    return refused(c, webUserId, attempt);
  }
  const found = await findLogin(db, webUserId);
  const counts = attempt.outcome === 'free' && !found?.credentials?.disabledAt;
  const proof = proofFor(password, found?.credentials, counts, now);
  const matches = await passwordMatches(proof.hash, proof.password);
  if (found && matches && mayLogIn(found, now)) {
    const { user } = found;
    if (!admits(found.ipRestriction, c.var.address)) return keptOut(c, user, attempt);
    if (await begin(c, user, proof, attempt, now)) return accepted(c, webUserId, proof);
  }
  if (attempt.outcome === 'free') await recordLoginFailure(db, webUserId, c.var.address, now);
  return refused(c, webUserId, attempt);
}

type Found = NonNullable<Awaited<ReturnType<typeof findLogin>>>;

/** Neither user nor company is suspended, and the last day of validity, in Tokyo, has not passed. */
const mayLogIn = ({ user, company }: Found, now: Date): boolean =>
  isActive(user, company) && (!user.validUntil || user.validUntil >= todayInTokyo(now));

/**
 * Session, access event, time of the login and the use of a temporary password commit together. False where the password
 * was used up, changed or reset since it was compared.
 */
async function begin(c: Context, user: WebUser, proof: Proof, attempt: Attempt, now: Date): Promise<boolean> {
  const { address } = c.var;
  return c.var.services.db.transaction(async (tx) => {
    if (!(await holdLogin(tx, user.webUserId, provenBy(proof), now))) return false;
    const previousLogin = { at: user.lastLoginAt, address: user.lastLoginAddress };
    const { webUserId } = user;
    const mustChoosePassword = proof.kind === 'temporary';
    await together(
      () => beginSession(c, tx, 'webUser', webUserId, previousLogin, { mustChoosePassword }),
      () => recordLogin(tx, user, address, now),
      () => attemptSucceeded(tx, attempt),
    );
    return true;
  });
}

/**
 * The password was right, so this is no failure; a temporary one is not used up. What the company's restriction is tells only
 * whoever has the password. Of a group viewer the restriction of the company that begins its ID counts.
 */
async function keptOut(c: Context, user: WebUser, attempt: Attempt): Promise<LoginOutcome> {
  const { address, services } = c.var;
  await services.db.transaction(async (tx) => {
    await recordAccess(tx, user, operation.ipRestrictionRefusal, { address });
    await attemptSucceeded(tx, attempt);
  });
  logAttempt(c, user.webUserId, 'kept out by address');
  return 'keptOut';
}

function accepted(c: Context, webUserId: string, { kind }: Proof): LoginOutcome {
  logAttempt(c, webUserId, kind === 'temporary' ? 'temporary password' : 'accepted');
  return kind === 'temporary' ? 'mustChoose' : 'loggedIn';
}

function refused(c: Context, webUserId: string, { outcome }: Attempt): LoginOutcome {
  logAttempt(c, webUserId, outcome === 'free' ? 'refused' : outcome);
  return 'refused';
}

/** ASVS V16.3.1: every attempt. What is no ID may be a password in the wrong field, and is not logged (V16.2.5). */
function logAttempt(c: Context, typed: string, outcome: string): void {
  const webUserId = /^[0-9]{12}$/.test(typed) ? typed : undefined;
  const { address } = c.var;
  c.var.services.logger.info({ webUserId, address, outcome }, 'login');
  loginAttempts.inc({ people: 'customers', outcome });
}
