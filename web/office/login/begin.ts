import type { Db } from '../../../db/client.ts';
import { type ProvenHash, takePassword } from '../../../db/credentials.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { staffMember } from '../../../db/person.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { holdActiveStaff, noteStaffLogin } from '../../../db/staff-logins.ts';
import { type Attempt, attemptSucceeded } from '../../../db/throttle.ts';
import type { Context } from '../../context.ts';
import { beginSession } from '../../sessions.ts';

interface Proofs {
  /** The password. */
  proven: ProvenHash;
  /** Whether another one has to be chosen first; always after a temporary one. */
  mustChoose?: boolean;
  /** Uses up what else was given; false where somebody else was quicker. */
  take?: (tx: Db) => Promise<boolean>;
  /** What was counted, and was no failure. */
  attempts: readonly Attempt[];
}

/** Something that was right when it was compared has been used, changed or taken away since. */
class NotAnyMore extends Error {}

/**
 * Session, event, the time of the login and the use of whatever works once commit together, or none of it: no session without
 * its event. False where something is not right any more.
 */
export function begin(c: Context, person: Staff, proofs: Proofs, now: Date): Promise<boolean> {
  const { db } = c.var.services;
  return db
    .transaction((tx) => take(c, tx, person, proofs, now))
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotAnyMore) return false;
        throw error;
      },
    );
}

async function take(
  c: Context,
  tx: Db,
  person: Staff,
  { proven, mustChoose = false, take, attempts }: Proofs,
  now: Date,
) {
  const { address } = c.var;
  const { staffId, lastLoginAt, lastLoginAddress } = person;
  const isRight =
    (await holdActiveStaff(tx, staffId)) &&
    (!take || (await take(tx))) &&
    (await takePassword(tx, staffMember(staffId), proven, now));
  if (!isRight) throw new NotAnyMore();
  for (const attempt of attempts) await attemptSucceeded(tx, attempt);
  const mustChoosePassword = mustChoose || proven.kind === 'temporary';
  const previousLogin = { at: lastLoginAt, address: lastLoginAddress };
  await beginSession(c, tx, 'staff', staffId, previousLogin, { mustChoosePassword });
  await recordStaffAct(tx, person, 'loggedIn', { address });
  await noteStaffLogin(tx, staffId, address, now);
}
