/** Secrets that people read and type: letters in groups of four, such as `k7mq-2abc-…`. */

/** 31 letters and digits that nobody takes for another when they read them from paper: no 0 O o, 1 I l i, no capitals. */
export const CODE_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

const GROUP_LENGTH = 4;

/**
 * So many groups of letters, each letter nearly 5 bits. `randomNumber` gives whole numbers from 0 to below its argument, each
 * as likely; pass `randomInt` of node:crypto.
 */
export function makeGroupedCode(groups: number, randomNumber: (below: number) => number): string {
  const letter = () => CODE_ALPHABET.charAt(randomNumber(CODE_ALPHABET.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: groups }, group).join('-');
}

/**
 * A code as it was typed, brought to the form in which it was made: full-width letters, capitals, spaces or missing hyphens do
 * not matter. Undefined where it cannot be one.
 */
export function parseGroupedCode(groups: number, typed: string): string | undefined {
  const letters = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-‐-―ー−]/g, '');
  if (letters.length !== groups * GROUP_LENGTH) return undefined;
  for (const letter of letters) if (!CODE_ALPHABET.includes(letter)) return undefined;
  return letters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g'))?.join('-');
}
