import type { RequestLimit } from './request-limit.ts';

/** One-time passwords (ワンタイムパスワード, manual 5): six digits by mail, with which a session opens what is protected. */

/** Minutes from 発行 for which a code is good (manual 5-1; ASVS V6.5.5). */
export const ONE_TIME_PASSWORD_VALID_MINUTES = 10;
/** Tries in one session, whichever code they are for: asking for another code gives no more of them (ASVS V6.6.3). */
export const ONE_TIME_PASSWORD_TRIES_AT_MOST = 5;

const DIGITS = 6;

/** Until when a code asked for `now` is good. */
export const oneTimePasswordExpiresAt = (now: Date): Date =>
  new Date(now.getTime() + ONE_TIME_PASSWORD_VALID_MINUTES * 60 * 1000);

/**
 * How often one user may ask in a row without ever giving a code back: five times, then after 10, 20, 40 … minutes
 * (ASVS V2.4.1). With five tries a session, whoever has the password but not the mailbox gets at most 60 guesses out of a
 * million on the first day, and 25 on a further one.
 */
export const ONE_TIME_PASSWORDS_PER_USER: RequestLimit = {
  free: 5,
  waitMinutes: 10,
  waitAtMostMinutes: 12 * 60,
};

/** A press so soon after another one of the same session is the same press. */
export const SAME_PRESS_SECONDS = 3;

/**
 * Six digits, such as `048213`. `randomNumber` gives whole numbers from 0 to below its argument, each as likely; pass
 * `randomInt` of node:crypto.
 */
export const makeOneTimePassword = (randomNumber: (below: number) => number): string =>
  String(randomNumber(10 ** DIGITS)).padStart(DIGITS, '0');

/** A code as it was typed: full-width digits, spaces and hyphens do not matter. Undefined where it cannot be one. */
export function parseOneTimePassword(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s\-‐-―ー−]/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}
