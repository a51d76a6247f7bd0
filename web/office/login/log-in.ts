import { findStaffLogin, type StaffLogin } from '../../../db/credentials.ts';
import { asLongAsComparing, passwordMatches } from '../../../db/password-hash.ts';
import { staffMember } from '../../../db/person.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { insertStaffLogin, recordStaffLoginFailure } from '../../../db/staff-logins.ts';
import { type Attempt, attemptSucceeded, countAttempt } from '../../../db/throttle.ts';
import { passwordLengthRefusal } from '../../../domain/password.ts';
import { needsSecondFactor } from '../../../domain/second-factor.ts';
import type { Context } from '../../context.ts';
import { loginAttempts } from '../../metrics.ts';
import { type Proof, proofFor, provenBy } from '../../proof.ts';
import { begin } from './begin.ts';
import { keepLogin } from './cookie.ts';

/** `codeDue`: the password was right, and a code of the second factor is asked for next. */
export type LoginOutcome = 'loggedIn' | 'mustChoose' | 'codeDue' | 'refused';

/**
 * Tries to log a member of staff in, throttled as customers are. An ID is slowed down for as long as it takes and never
 * disabled: there is nobody above the back office who could enable it again.
 */
export async function logIn(c: Context, staffId: string, password: string): Promise<LoginOutcome> {
  const { db } = c.var.services;
  const now = new Date();
  const attempt = await countAttempt(db, staffMember(staffId), c.var.address, now);
  if (attempt.outcome === 'addressBlocked') {
    await asLongAsComparing();
    return refused(c, attempt);
  }
  const found = await findStaffLogin(db, staffId);
  const proof = proofFor(password, found?.credentials, attempt.outcome === 'free', now);
  const matches = await passwordMatches(proof.hash, proof.password);
  const outcome = found && matches ? await goOn(c, found, proof, attempt, now) : undefined;
  if (outcome) return outcome;
  if (attempt.outcome === 'free') await recordStaffLoginFailure(db, staffId, c.var.address, now);
  return refused(c, attempt, found?.person.staffId);
}

/**
 * The password was right. Whoever has a second factor gets no session yet, whatever the setting: not with a temporary password
 * either (ASVS V6.4.3). Undefined where the password was used up, changed or reset since it was compared.
 */
async function goOn(
  c: Context,
  { person, secondFactorId }: StaffLogin,
  proof: Proof,
  attempt: Attempt,
  now: Date,
): Promise<LoginOutcome | undefined> {
  const proven = provenBy(proof);
  if (!secondFactorId) {
    const mustChoose = proof.kind === 'temporary' || isTooShortAlone(c, person, proof);
    if (!(await begin(c, person, { proven, mustChoose, attempts: [attempt] }, now))) return undefined;
    logAttempt(c, 'accepted', person.staffId);
    return mustChoose ? 'mustChoose' : 'loggedIn';
  }
  await c.var.services.db.transaction(async (tx) => {
    await attemptSucceeded(tx, attempt);
    await insertStaffLogin(tx, { token: keepLogin(c), staffId: person.staffId, proven }, now);
  });
  logAttempt(c, 'code due', person.staffId);
  return 'codeDue';
}

/** Chosen as one of two factors, of which the other is gone for good. */
const isTooShortAlone = (c: Context, person: Staff, { password }: Proof): boolean =>
  !needsSecondFactor(person, c.var.services.config.STAFF_SECOND_FACTOR) &&
  passwordLengthRefusal(password) !== undefined;

function refused(c: Context, { outcome }: Attempt, staffId?: string): LoginOutcome {
  logAttempt(c, outcome === 'free' ? 'refused' : outcome, staffId);
  return 'refused';
}

/** ASVS V16.3.1: every attempt; the ID only of those who are, since anything else may be a password in the wrong field. */
export function logAttempt(c: Context, outcome: string, staffId: string | undefined): void {
  const { address } = c.var;
  c.var.services.logger.info({ staffId, address, outcome }, 'staff login');
  loginAttempts.inc({ people: 'staff', outcome });
}
