import { makeGroupedCode, parseGroupedCode } from './grouped-code.ts';

/** Temporary passwords (ASVS V6.4.1): made by the system, good once, for a time, and only to choose one of one's own. */

export type TemporaryPasswordKind =
  | 'letter'
  | 'initial'
  | 'reset'
  | 'reissue'
  | 'staffInitial'
  | 'staffReset';

/** Hours for which a reissued password is good, and for which its mail is tried. */
export const REISSUE_VALID_HOURS = 24;

/** A day after it was asked for no password is mailed any more: nobody waits for it by then, or whoever does has asked again. */
export const isTooLateToMail = (requestedAt: Date, now: Date): boolean =>
  now.getTime() - requestedAt.getTime() > REISSUE_VALID_HOURS * 60 * 60 * 1000;

/**
 * Hours for which each kind is good: an applicant gets theirs by way of the administrator, a letter by post, staff in their own
 * mailbox, which they read after a weekend.
 */
export const TEMPORARY_PASSWORD_VALID_HOURS: Record<TemporaryPasswordKind, number> = {
  reissue: REISSUE_VALID_HOURS,
  initial: 14 * 24,
  reset: 14 * 24,
  letter: 30 * 24,
  staffInitial: 3 * 24,
  staffReset: 3 * 24,
};

/** Until when a temporary password made `now` is good. */
export const temporaryPasswordExpiresAt = (kind: TemporaryPasswordKind, now: Date): Date =>
  new Date(now.getTime() + TEMPORARY_PASSWORD_VALID_HOURS[kind] * 60 * 60 * 1000);

const GROUPS = 5;

/**
 * 20 letters in groups of four, such as `k7mq-…`: 99 bits (ASVS V6.4.1, V11.5.1: 24 characters, never a choice of the
 * user's). `randomNumber` as for `makeGroupedCode`.
 */
export const makeTemporaryPassword = (randomNumber: (below: number) => number): string =>
  makeGroupedCode(GROUPS, randomNumber);

/** A temporary password as it was typed. Undefined where it cannot be one. */
export const parseTemporaryPassword = (typed: string): string | undefined => parseGroupedCode(GROUPS, typed);
