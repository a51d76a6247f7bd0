import type { Db } from '../db/client.ts';
import { chosenHashOf } from '../db/credentials.ts';
import { recordAccess } from '../db/events.ts';
import { passwordMatches } from '../db/password-hash.ts';
import { notePassword } from '../db/sessions.ts';
import { attemptSucceeded, countAttempt } from '../db/throttle.ts';
import { operation } from '../domain/operation-catalogue.ts';
import type { FormValues } from './answer.ts';
import type { Context } from './context.ts';
import { personOf } from './who.ts';

/** Minutes after which a sensitive act asks for the current password again. */
export const PASSWORD_RECENT_MINUTES = 5;

/** Whether the current password was given in this session so recently that it need not be asked for again. */
export const isPasswordRecent = ({ var: { session } }: Context): boolean =>
  Date.now() - session.passwordGivenAt.getTime() < PASSWORD_RECENT_MINUTES * 60_000;

/**
 * What is wrong with the password given as the current one, as a sentence for its field; undefined where it is right.
 * Attempts count as those of the login do: whoever finds an open browser cannot try passwords without end. One whom
 * strangers' attempts have disabled for the login can still do it: that is how they get out of it by themselves. `known` is the
 * hash of the current one, where the caller has read it.
 */
export async function refusalOfCurrentPassword(
  c: Context,
  password: string | undefined,
  known?: string | null,
): Promise<string | undefined> {
  if (!password) return '現在のパスワードを入力してください。';
  const { db } = c.var.services;
  const person = personOf(c);
  const attempt = await countAttempt(db, person, c.var.address);
  const hash = known === undefined ? await chosenHashOf(db, person) : known;
  const current = attempt.outcome === 'free' ? hash : undefined;
  if (await passwordMatches(current, password)) {
    await attemptSucceeded(db, attempt);
    return undefined;
  }
  const { address, user } = c.var;
  const who = person.kind === 'webUser' ? { webUserId: person.id } : { staffId: person.id };
  c.var.services.logger.info({ ...who, address, outcome: attempt.outcome }, 'password refused');
  if (person.kind === 'webUser' && attempt.outcome === 'free')
    await recordAccess(db, user, operation.currentPasswordFailure, { address });
  if (attempt.outcome === 'free') return 'パスワードが正しくありません。もう一度入力してください。';
  return 'パスワードの間違いが続いたため、しばらくの間受け付けられません。時間をおいてから、もう一度お試しください。';
}

/**
 * Before a sensitive act of a form that has a field `password` where the password is not recent: whether it had to be given,
 * and what was wrong with it.
 */
export async function demandPassword(
  c: Context,
  { password }: FormValues,
): Promise<{ given: boolean; error?: string | undefined }> {
  if (isPasswordRecent(c)) return { given: false };
  return { given: true, error: await refusalOfCurrentPassword(c, password) };
}

/** Notes that the password has just been given again. */
export async function notePasswordGiven(tx: Db, c: Context): Promise<void> {
  await notePassword(tx, personOf(c), c.var.session.idHash, { passwordGivenAt: new Date() });
}
