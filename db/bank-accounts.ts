import { randomUUID } from 'node:crypto';
import { and, asc, eq, getTableColumns, inArray, ne } from 'drizzle-orm';
import type { BankAccountDetails, BankAccountSummary } from '../domain/bank-account.ts';
import { maskAccountNumber } from '../domain/bank-account.ts';
import { accountNumberDigests, openAccountNumber, sealAccountNumber } from './account-number.ts';
import { type Db, violates } from './client.ts';
import type { EncryptionKeys } from './encryption.ts';
import { bankAccounts } from './schema/bank-accounts.ts';
import { banks, branches } from './schema/banks.ts';
import { insuredParties } from './schema/insured-parties.ts';

/** A registered account with the names of its bank and branch. */
export interface BankAccount extends BankAccountDetails {
  bankAccountId: string;
  insuredCode: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  bankName: string;
  branchName: string;
  /** Whether bank and branch still stand in the bank list; else they were merged or closed. */
  branchListed: boolean;
}

const select = (db: Db) =>
  db
    .select({
      ...getTableColumns(bankAccounts),
      bankName: banks.name,
      branchName: branches.name,
      bankListed: banks.listed,
      branchListed: branches.listed,
    })
    .from(bankAccounts)
    .innerJoin(banks, eq(banks.bankCode, bankAccounts.bankCode))
    .innerJoin(
      branches,
      and(eq(branches.bankCode, bankAccounts.bankCode), eq(branches.branchCode, bankAccounts.branchCode)),
    );

type Selected = Awaited<ReturnType<typeof select>>[number];

const opened = (
  keys: EncryptionKeys,
  { sealedNumber, numberDigest: _, bankListed, branchListed, ...account }: Selected,
): BankAccount => ({
  ...account,
  number: openAccountNumber(keys, { bankAccountId: account.bankAccountId, sealedNumber }),
  branchListed: bankListed && branchListed,
});

/** The company's accounts: refund accounts first, then in the order in which they were registered. */
export async function listBankAccounts(
  db: Db,
  keys: EncryptionKeys,
  insuredCode: string,
): Promise<BankAccount[]> {
  const rows = await select(db)
    .where(eq(bankAccounts.insuredCode, insuredCode))
    .orderBy(
      eq(bankAccounts.purpose, 'claimPayment'),
      asc(bankAccounts.createdAt),
      asc(bankAccounts.bankAccountId),
    );
  return rows.map((row) => opened(keys, row));
}

/** An account of this company; those of another do not exist for it. */
export async function findBankAccount(
  db: Db,
  keys: EncryptionKeys,
  insuredCode: string,
  bankAccountId: string,
): Promise<BankAccount | undefined> {
  if (!UUID.test(bankAccountId)) return undefined;
  const [row] = await select(db).where(ofCompany(insuredCode, bankAccountId));
  return row && opened(keys, row);
}

/** What else stands in a path names no account; Postgres would fail on it. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the company has this account for this purpose already; `except` is the account that is being changed. */
export async function isRegistered(
  db: Db,
  keys: EncryptionKeys,
  insuredCode: string,
  details: BankAccountDetails,
  except?: string,
): Promise<boolean> {
  const { purpose, bankCode, branchCode, type, number } = details;
  const [row] = await db
    .select({ bankAccountId: bankAccounts.bankAccountId })
    .from(bankAccounts)
    .where(
      and(
        eq(bankAccounts.insuredCode, insuredCode),
        eq(bankAccounts.purpose, purpose),
        eq(bankAccounts.bankCode, bankCode),
        eq(bankAccounts.branchCode, branchCode),
        eq(bankAccounts.type, type),
        inArray(bankAccounts.numberDigest, accountNumberDigests(keys, insuredCode, number)),
        except ? ne(bankAccounts.bankAccountId, except) : undefined,
      ),
    );
  return row !== undefined;
}

/** The database refused an account that is registered for this purpose already, also where two came at once. */
export const isRegisteredTwice = (error: unknown): boolean =>
  error instanceof RegisteredTwice || violates(error, 'an_account_is_registered_once_for_a_purpose');

class RegisteredTwice extends Error {}

/** Returns the new account's ID. */
export async function insertBankAccount(
  tx: Db,
  keys: EncryptionKeys,
  insuredCode: string,
  details: BankAccountDetails,
): Promise<string> {
  const account = { bankAccountId: randomUUID(), insuredCode };
  await refuseTwice(tx, keys, insuredCode, details);
  await tx.insert(bankAccounts).values({ ...account, ...sealed(keys, account, details) });
  return account.bankAccountId;
}

/**
 * The unique index compares digests under one key; while keys change there are those of two, and the company's row is locked
 * until `tx` ends, so that of two at once the second sees the first.
 */
async function refuseTwice(
  tx: Db,
  keys: EncryptionKeys,
  insuredCode: string,
  details: BankAccountDetails,
  except?: string,
): Promise<void> {
  await tx
    .select({ insuredCode: insuredParties.insuredCode })
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, insuredCode))
    .for('no key update');
  if (await isRegistered(tx, keys, insuredCode, details, except)) throw new RegisteredTwice();
}

/** Which account, and the version of it that was looked at. */
export type SeenBankAccount = Pick<BankAccount, 'bankAccountId' | 'insuredCode' | 'version'>;

/** Changes an account, unless it was changed or deleted since it was looked at: then false. */
export async function updateBankAccount(
  tx: Db,
  keys: EncryptionKeys,
  seen: SeenBankAccount,
  details: BankAccountDetails,
): Promise<boolean> {
  await refuseTwice(tx, keys, seen.insuredCode, details, seen.bankAccountId);
  const changed = await tx
    .update(bankAccounts)
    .set({ ...sealed(keys, seen, details), version: seen.version + 1, updatedAt: new Date() })
    .where(asSeen(seen))
    .returning({ bankAccountId: bankAccounts.bankAccountId });
  return changed.length === 1;
}

/** Deletes an account, unless it was changed or deleted since it was looked at: then false. */
export async function deleteBankAccount(tx: Db, seen: SeenBankAccount): Promise<boolean> {
  const deleted = await tx
    .delete(bankAccounts)
    .where(asSeen(seen))
    .returning({ bankAccountId: bankAccounts.bankAccountId });
  return deleted.length === 1;
}

/** The details within an account's record. */
export const bankAccountDetails = ({
  purpose,
  bankCode,
  branchCode,
  type,
  number,
  holder,
}: BankAccount): BankAccountDetails => ({ purpose, bankCode, branchCode, type, number, holder });

/** What a mail may say of an account. */
export const summaryOf = ({
  purpose,
  bankName,
  branchName,
  type,
  number,
}: Pick<BankAccount, 'purpose' | 'bankName' | 'branchName' | 'type' | 'number'>): BankAccountSummary => ({
  purpose,
  bankName,
  branchName,
  type,
  maskedNumber: maskAccountNumber(number),
});

const sealed = (
  keys: EncryptionKeys,
  account: { bankAccountId: string; insuredCode: string },
  { number, ...details }: BankAccountDetails,
) => ({ ...details, ...sealAccountNumber(keys, account, number) });

const ofCompany = (insuredCode: string, bankAccountId: string) =>
  and(eq(bankAccounts.insuredCode, insuredCode), eq(bankAccounts.bankAccountId, bankAccountId));

const asSeen = ({ insuredCode, bankAccountId, version }: SeenBankAccount) =>
  and(ofCompany(insuredCode, bankAccountId), eq(bankAccounts.version, version));
