import { recordAccess } from '../../../db/events.ts';
import {
  consumeCode,
  countTry,
  findPendingOneTimePassword,
  isSessionOpen,
} from '../../../db/one-time-passwords.ts';
import { passwordMatches } from '../../../db/password-hash.ts';
import { forgetRequests } from '../../../db/request-limits.ts';
import type { OneTimePassword } from '../../../db/schema/one-time-passwords.ts';
import { ONE_TIME_PASSWORD_TRIES_AT_MOST, parseOneTimePassword } from '../../../domain/one-time-password.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import type { Problem } from './input-page.ts';
import { requestsOf } from './issue.ts';

/**
 * 認証: opens the session, or returns why not. A try is counted, and that committed, before the code is compared (ASVS
 * V6.6.3); only the code that this very session asked for last is compared (V6.6.2). Pressed again after it succeeded,
 * it has succeeded.
 */
export async function verify(c: Context, typed: string): Promise<Problem | undefined> {
  const code = parseOneTimePassword(typed);
  if (!code) return { kind: 'malformed' };
  const problem = await tryCode(c, code);
  const opened = !problem || (await isSessionOpen(c.var.services.db, c.var.session.idHash));
  log(c, opened ? 'opened' : problem.kind);
  return opened ? undefined : problem;
}

async function tryCode(c: Context, code: string): Promise<Problem | undefined> {
  const { db } = c.var.services;
  const { user, address, session } = c.var;
  const pending = await findPendingOneTimePassword(db, session.idHash);
  if (!pending || pending.expiresAt <= new Date()) return { kind: 'expired' };
  const tries = await countTry(db, session.idHash);
  if (tries === undefined) return { kind: 'noTriesLeft' };
  const isRight = await passwordMatches(pending.codeHash, code);
  // Where another press of the same code was quicker, this one has not failed.
  if (isRight && ((await open(c, pending)) || (await isSessionOpen(db, session.idHash)))) return undefined;
  await recordAccess(db, user, operation.oneTimePasswordFailure, { address });
  const left = ONE_TIME_PASSWORD_TRIES_AT_MOST - tries;
  return left > 0 ? { kind: 'wrong', left } : { kind: 'noTriesLeft' };
}

/** The use of the code, the opened session and the access event commit together. */
const open = (c: Context, pending: OneTimePassword): Promise<boolean> =>
  c.var.services.db.transaction(async (tx) => {
    if (!(await consumeCode(tx, pending, new Date()))) return false;
    await forgetRequests(tx, requestsOf(c.var.user.webUserId));
    await recordAccess(tx, c.var.user, operation.oneTimePasswordVerify, { address: c.var.address });
    return true;
  });

/** ASVS V16.3.1: every attempt; never the code (V16.2.5). */
function log({ var: { services, address, user } }: Context, outcome: string): void {
  services.logger.info({ webUserId: user.webUserId, address, outcome }, 'one-time password tried');
}
