import { digests, type EncryptionKeys, open, seal } from './encryption.ts';

/** The one place through which account numbers go into the table of accounts, and come out of it. */
interface Account {
  bankAccountId: string;
  insuredCode: string;
}

export const accountNumberPlace = (bankAccountId: string) => ({
  table: 'bank_accounts',
  column: 'sealed_number',
  row: bankAccountId,
});

/** What the table keeps of an account number of seven digits. Throws for anything else. */
export function sealAccountNumber(
  keys: EncryptionKeys,
  { bankAccountId, insuredCode }: Account,
  number: string,
): { sealedNumber: string; numberDigest: string } {
  if (!/^[0-9]{7}$/.test(number)) throw new RangeError('an account number has seven digits');
  return {
    sealedNumber: seal(keys, accountNumberPlace(bankAccountId), number),
    numberDigest: accountNumberDigests(keys, insuredCode, number)[0],
  };
}

/** The account number of a row. */
export const openAccountNumber = (
  keys: EncryptionKeys,
  { bankAccountId, sealedNumber }: { bankAccountId: string; sealedNumber: string },
): string => open(keys, accountNumberPlace(bankAccountId), sealedNumber);

/**
 * By what a company's accounts with this number are found: the digest under the first key, then those under older ones, which
 * rows have until `keys:rotate` was there. That two companies have the same number, they do not show.
 */
export const accountNumberDigests = (keys: EncryptionKeys, insuredCode: string, number: string) =>
  digests(keys, 'bank_accounts.number_digest', insuredCode, number);
