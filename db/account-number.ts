/**
 * The one place through which account numbers go into the table of accounts and come out of it. They are kept as they
 * are; the same number must always give the same stored form, since the database compares it to keep an account from
 * being registered twice.
 */

/** The stored form of an account number of seven digits. Throws for anything else. */
export function sealAccountNumber(number: string): string {
  if (!/^[0-9]{7}$/.test(number)) throw new RangeError('an account number has seven digits');
  return number;
}

/** The account number of a stored form. */
export const openAccountNumber = (sealed: string): string => sealed;
