import type { Db } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import {
  beginSetUp,
  confirmSetUp,
  findSetUp,
  makeRecoveryCodes,
  removeSecondFactor,
  replaceRecoveryCodes,
} from '../../../db/second-factors.ts';
import { endSessionsOf } from '../../../db/sessions.ts';
import type { StaffNoticeFacts } from '../../../domain/notice.ts';
import { parseOneTimePassword } from '../../../domain/one-time-password.ts';
import { stepOfCode } from '../../../domain/second-factor.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { notePasswordGiven } from '../../recent-password.ts';
import { personOf } from '../../who.ts';

/** What stands against an act, or what it gave. */
type Confirmed = { codes: string[] } | { problem: 'over' | 'malformed' | 'wrong' };

/** The set-up that this session has begun. */
export const setUpOf = ({ var: { services, session } }: Context) =>
  findSetUp(services.db, services.config.ENCRYPTION_KEYS, session.idHash, new Date());

/** 設定をはじめる: makes a secret for this session. It does not count before a code of it was given. */
export const begin = (c: Context, passwordGiven: boolean): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    const { staff, session, services } = c.var;
    if (passwordGiven) await notePasswordGiven(tx, c);
    await beginSetUp(tx, services.config.ENCRYPTION_KEYS, {
      staffId: staff.staffId,
      sessionIdHash: session.idHash,
    });
  });

/**
 * The code shows that the authenticator has the secret: from now on every login asks for one. A new set of recovery codes goes
 * with it, to be shown this once, and every other session of the person ends.
 */
export async function confirm(c: Context, typed: string): Promise<Confirmed> {
  const setUp = await setUpOf(c);
  if (!setUp) return { problem: 'over' };
  const code = parseOneTimePassword(typed);
  if (!code) return { problem: 'malformed' };
  const now = new Date();
  const step = stepOfCode(setUp.secret, code, now);
  if (step === undefined) return { problem: 'wrong' };
  const confirmed = await c.var.services.db.transaction(async (tx): Promise<Confirmed> => {
    const { staffId } = c.var.staff;
    if (!(await confirmSetUp(tx, { staffId, secondFactorId: setUp.secondFactorId }, step, now)))
      return { problem: 'over' };
    // Only now: of many presses one pays for hashing them.
    const { codes, rows } = await makeRecoveryCodes();
    await replaceRecoveryCodes(tx, staffId, rows);
    await endSessionsOf(tx, personOf(c), c.var.session.idHash);
    await tell(c, tx, 'secondFactorSet');
    return { codes };
  });
  if ('codes' in confirmed) c.set('session', { ...c.var.session, hasSecondFactor: true });
  return confirmed;
}

/** A new set of recovery codes, to be shown this once; none of the old ones works any more. */
export async function makeAnew(c: Context, passwordGiven: boolean): Promise<string[]> {
  const { codes, rows } = await makeRecoveryCodes();
  await c.var.services.db.transaction(async (tx) => {
    if (passwordGiven) await notePasswordGiven(tx, c);
    await replaceRecoveryCodes(tx, c.var.staff.staffId, rows);
    await tell(c, tx, 'recoveryCodesMade');
  });
  return codes;
}

/** 利用をやめる: logins ask for the password alone again. */
export const remove = (c: Context): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await notePasswordGiven(tx, c);
    if (await removeSecondFactor(tx, c.var.staff.staffId)) await tell(c, tx, 'secondFactorRemoved');
  });

type Kind = 'secondFactorSet' | 'secondFactorRemoved' | 'recoveryCodesMade';

/** The record, and the mail to its owner. */
async function tell(c: Context, tx: Db, kind: Kind): Promise<void> {
  const { staff, address } = c.var;
  const { staffId, email } = staff;
  const facts: StaffNoticeFacts[Kind] = {};
  await recordStaffAct(tx, staff, kind, { address });
  await requestNotice(tx, { kind, facts, reference: staffId, recipient: { staffId, email } });
}
