import { HTTPException } from 'hono/http-exception';
import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import {
  findPendingOneTimePassword,
  insertOneTimePassword,
  lockSession,
} from '../../../db/one-time-passwords.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { admitRequest } from '../../../db/request-limits.ts';
import {
  ONE_TIME_PASSWORD_TRIES_AT_MOST,
  ONE_TIME_PASSWORDS_PER_USER,
  SAME_PRESS_SECONDS,
} from '../../../domain/one-time-password.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { oneTimePasswordStart } from '../../../workflows/one-time-password.ts';
import type { Context } from '../../context.ts';
import type { Problem } from './input-page.ts';

/** The key under which a user's requests are counted; a code that is given back clears it. */
export const requestsOf = (webUserId: string) => `oneTimePassword:webUser:${webUserId}`;

/**
 * ワンタイムパスワードの発行: the row, the access event and the request to start its workflow commit together, and the code before
 * is dead from then on. Returns why not, or undefined.
 */
export async function issue(c: Context): Promise<Problem | undefined> {
  const problem = await c.var.services.db.transaction((tx) => issueIn(c, tx, new Date()));
  const { address, user } = c.var;
  const outcome = problem?.kind ?? 'issued';
  c.var.services.logger.info({ webUserId: user.webUserId, address, outcome }, 'one-time password');
  return problem;
}

async function issueIn(c: Context, tx: Db, now: Date): Promise<Problem | undefined> {
  const { user, address } = c.var;
  const sessionIdHash = c.var.session.idHash;
  const session = await lockSession(tx, sessionIdHash);
  if (!session) throw new HTTPException(401, { message: 'the session has ended' });
  if (session.oneTimePasswordTries >= ONE_TIME_PASSWORD_TRIES_AT_MOST) return { kind: 'noTriesLeft' };
  if (await isSamePress(tx, sessionIdHash, now)) return undefined;
  if (!(await admitRequest(tx, requestsOf(user.webUserId), ONE_TIME_PASSWORDS_PER_USER, now)))
    return { kind: 'tooOften' };
  const { oneTimePasswordId } = await insertOneTimePassword(
    tx,
    { webUserId: user.webUserId, sessionIdHash },
    now,
  );
  await recordAccess(tx, user, operation.oneTimePasswordIssue, { address });
  await requestWorkflowStart(tx, oneTimePasswordStart({ oneTimePasswordId }));
  return undefined;
}

async function isSamePress(tx: Db, sessionIdHash: string, now: Date): Promise<boolean> {
  const pending = await findPendingOneTimePassword(tx, sessionIdHash);
  return pending !== undefined && now.getTime() - pending.requestedAt.getTime() < SAME_PRESS_SECONDS * 1000;
}
