import { eq } from 'drizzle-orm';
import { recordStaffAct } from '../../../db/events.ts';
import { asLongAsComparing, passwordMatches } from '../../../db/password-hash.ts';
import { type Staff, staff } from '../../../db/schema/staff.ts';
import { type Attempt, attemptSucceeded, countAttempt } from '../../../db/throttle.ts';
import { findActiveStaff } from '../../../db/web-users.ts';
import type { Context } from '../../context.ts';
import { beginSession } from '../../sessions.ts';

/**
 * Tries to log a member of staff in, throttled as customers are. An ID is slowed down for as long as it takes and never
 * disabled: there is nobody above the back office who could enable it again.
 */
export async function logIn(c: Context, staffId: string, password: string): Promise<boolean> {
  const { db } = c.var.services;
  const attempt = await countAttempt(db, { kind: 'staff', id: staffId }, c.var.address);
  if (attempt.outcome === 'addressBlocked') {
    await asLongAsComparing();
    logAttempt(c, attempt.outcome);
    return false;
  }
  const person = await findActiveStaff(db, staffId);
  const matches = await passwordMatches(
    attempt.outcome === 'free' ? person?.passwordHash : undefined,
    password,
  );
  if (person && matches) await begin(c, person, attempt);
  logAttempt(
    c,
    person && matches ? 'accepted' : attempt.outcome === 'free' ? 'refused' : attempt.outcome,
    person,
  );
  return Boolean(person && matches);
}

/** Session, event and the time of the login commit together: no session without its event. */
async function begin(c: Context, person: Staff, attempt: Attempt): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    await attemptSucceeded(tx, attempt);
    await beginSession(c, tx, 'staff', person.staffId, {
      at: person.lastLoginAt,
      address: person.lastLoginAddress,
    });
    await recordStaffAct(tx, person, 'loggedIn', { address: c.var.address });
    await tx
      .update(staff)
      .set({ lastLoginAt: new Date(), lastLoginAddress: c.var.address })
      .where(eq(staff.staffId, person.staffId));
  });
}

/** ASVS V16.3.1: every attempt; the ID only of those who are, since anything else may be a password in the wrong field. */
function logAttempt(c: Context, outcome: string, person?: Staff): void {
  const { requestId, address } = c.var;
  c.var.services.logger.info({ requestId, staffId: person?.staffId, address, outcome }, 'staff login');
}
