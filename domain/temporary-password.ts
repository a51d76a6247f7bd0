/** Temporary passwords (ASVS V6.4.1): made by the system, good once, for a time, and only to choose one of one's own. */

export type TemporaryPasswordKind = 'letter' | 'initial' | 'reset' | 'reissue';

/** Hours for which a reissued password is good, and for which its mail is tried. */
export const REISSUE_VALID_HOURS = 24;

/** Hours for which each kind is good: an applicant gets theirs by way of the administrator, a letter by post. */
export const TEMPORARY_PASSWORD_VALID_HOURS: Record<TemporaryPasswordKind, number> = {
  reissue: REISSUE_VALID_HOURS,
  initial: 14 * 24,
  reset: 14 * 24,
  letter: 30 * 24,
};

/** Until when a temporary password made `now` is good. */
export const temporaryPasswordExpiresAt = (kind: TemporaryPasswordKind, now: Date): Date =>
  new Date(now.getTime() + TEMPORARY_PASSWORD_VALID_HOURS[kind] * 60 * 60 * 1000);

/** 31 letters and digits that nobody takes for another when they read them from paper: no 0 O o, 1 I l i, no capitals. */
export const TEMPORARY_PASSWORD_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

const GROUPS = 5;
const GROUP_LENGTH = 4;

/**
 * 20 letters in groups of four, such as `k7mq-…`: 99 bits (ASVS V6.4.1, V11.5.1: 24 characters, never a choice of the
 * user's). `randomNumber` gives whole numbers from 0 to below its argument, each as likely; pass `randomInt` of
 * node:crypto.
 */
export function makeTemporaryPassword(randomNumber: (below: number) => number): string {
  const letter = () => TEMPORARY_PASSWORD_ALPHABET.charAt(randomNumber(TEMPORARY_PASSWORD_ALPHABET.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/**
 * A temporary password as it was typed, brought to the form in which it was made: full-width letters, capitals, spaces
 * or missing hyphens do not matter. Undefined where it cannot be one.
 */
export function parseTemporaryPassword(typed: string): string | undefined {
  const letters = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-‐-―ー−]/g, '');
  if (letters.length !== GROUPS * GROUP_LENGTH) return undefined;
  for (const letter of letters) if (!TEMPORARY_PASSWORD_ALPHABET.includes(letter)) return undefined;
  return letters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g'))?.join('-');
}
