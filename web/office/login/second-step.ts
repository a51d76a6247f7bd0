import type { Db } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { passwordMatches } from '../../../db/password-hash.ts';
import {
  findSecondFactor,
  recoveryCodeHash,
  recoveryCodesOf,
  takeRecoveryCode,
  takeStep,
} from '../../../db/second-factors.ts';
import { findStaffLoginUnderWay, type StaffLoginUnderWay, takeStaffLogin } from '../../../db/staff-logins.ts';
import { type Attempt, countAttempt } from '../../../db/throttle.ts';
import { parseOneTimePassword } from '../../../domain/one-time-password.ts';
import { parseRecoveryCode, stepOfCode } from '../../../domain/second-factor.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { begin } from './begin.ts';
import { forgetLogin, loginToken } from './cookie.ts';
import { logAttempt } from './log-in.ts';

/** `over`: no login is under way in this browser, or its time has passed. `malformed`: cannot be a code at all; not counted. */
export type SecondStepOutcome = 'loggedIn' | 'mustChoose' | 'refused' | 'malformed' | 'over';

/** Uses up what was given, if it is right, in the transaction that begins the session; undefined where it is not. */
type Take = ((tx: Db) => Promise<boolean>) | undefined;

export const underWay = (c: Context): Promise<StaffLoginUnderWay | undefined> => {
  const token = loginToken(c);
  return token ? findStaffLoginUnderWay(c.var.services.db, token, new Date()) : Promise.resolve(undefined);
};

/** The six digits of the authenticator. */
export async function giveCode(c: Context, typed: string): Promise<SecondStepOutcome> {
  const login = await underWay(c);
  if (!login) return 'over';
  const code = parseOneTimePassword(typed);
  return code ? tryOnce(c, login, (now) => matchCode(c, login, code, now)) : 'malformed';
}

/** One of the codes on paper. Its use is told to its owner by mail: nobody else should have them. */
export async function giveRecoveryCode(c: Context, typed: string): Promise<SecondStepOutcome> {
  const login = await underWay(c);
  if (!login) return 'over';
  const code = parseRecoveryCode(typed);
  return code ? tryOnce(c, login, (now) => matchRecoveryCode(c, login, code, now)) : 'malformed';
}

async function matchCode(c: Context, { person }: StaffLoginUnderWay, code: string, now: Date): Promise<Take> {
  const { db, config } = c.var.services;
  const factor = await findSecondFactor(db, config.ENCRYPTION_KEYS, person.staffId);
  const step = factor && stepOfCode(factor.secret, code, now);
  if (!factor || step === undefined) return undefined;
  return (tx) => takeStep(tx, factor.secondFactorId, step);
}

async function matchRecoveryCode(
  c: Context,
  { person }: StaffLoginUnderWay,
  { selector, secret }: { selector: string; secret: string },
  now: Date,
): Promise<Take> {
  const { staffId, email } = person;
  const { address } = c.var;
  const codeHash = await recoveryCodeHash(c.var.services.db, staffId, selector);
  if (!(await passwordMatches(codeHash, secret)) || !codeHash) return undefined;
  return async (tx) => {
    if (!(await takeRecoveryCode(tx, { staffId, selector, codeHash }, now))) return false;
    const left = (await recoveryCodesOf(tx, staffId))?.left ?? 0;
    await recordStaffAct(tx, person, 'recoveryCodeUsed', { address });
    await requestNotice(tx, {
      kind: 'recoveryCodeUsed',
      facts: { left, address },
      reference: staffId,
      recipient: { staffId, email },
    });
    return true;
  };
}

/**
 * A try is counted as a failure, and that committed, before anything is compared (ASVS V6.3.1, V6.6.3); under a key of its own,
 * so that whoever has the password cannot begin anew with it. Where one has to wait, nothing is compared, and the answer is
 * the same.
 */
async function tryOnce(
  c: Context,
  login: StaffLoginUnderWay,
  match: (now: Date) => Promise<Take>,
): Promise<SecondStepOutcome> {
  const { db } = c.var.services;
  const { person, proven, idHash } = login;
  const now = new Date();
  const attempt = await countAttempt(db, { kind: 'staffCode', id: person.staffId }, c.var.address, now);
  const take = attempt.outcome === 'free' ? await match(now) : undefined;
  const takeAll = async (tx: Db) => (await takeStaffLogin(tx, idHash)) && take !== undefined && take(tx);
  if (take && (await begin(c, person, { proven, take: takeAll, attempts: [attempt] }, now))) {
    forgetLogin(c);
    logAttempt(c, 'accepted with second factor', person.staffId);
    return proven.kind === 'temporary' ? 'mustChoose' : 'loggedIn';
  }
  return refuse(c, login, attempt);
}

async function refuse(c: Context, { person }: StaffLoginUnderWay, { outcome }: Attempt) {
  if (outcome === 'free')
    await recordStaffAct(c.var.services.db, person, 'secondFactorFailed', { address: c.var.address });
  logAttempt(c, outcome === 'free' ? 'code refused' : outcome, person.staffId);
  return 'refused' as const;
}
