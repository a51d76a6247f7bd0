import { and, asc, eq, getTableColumns, ne } from 'drizzle-orm';
import type { BankAccountDetails, BankAccountSummary } from '../domain/bank-account.ts';
import { maskAccountNumber } from '../domain/bank-account.ts';
import { openAccountNumber, sealAccountNumber } from './account-number.ts';
import { type Db, violates } from './client.ts';
import { bankAccounts } from './schema/bank-accounts.ts';
import { banks, branches } from './schema/banks.ts';

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

const opened = ({ sealedNumber, bankListed, branchListed, ...account }: Selected): BankAccount => ({
  ...account,
  number: openAccountNumber(sealedNumber),
  branchListed: bankListed && branchListed,
});

/** The company's accounts: refund accounts first, then in the order in which they were registered. */
export async function listBankAccounts(db: Db, insuredCode: string): Promise<BankAccount[]> {
  const rows = await select(db)
    .where(eq(bankAccounts.insuredCode, insuredCode))
    .orderBy(
      eq(bankAccounts.purpose, 'claimPayment'),
      asc(bankAccounts.createdAt),
      asc(bankAccounts.bankAccountId),
    );
  return rows.map(opened);
}

/** An account of this company; those of another do not exist for it. */
export async function findBankAccount(
  db: Db,
  insuredCode: string,
  bankAccountId: string,
): Promise<BankAccount | undefined> {
  if (!UUID.test(bankAccountId)) return undefined;
  const [row] = await select(db).where(ofCompany(insuredCode, bankAccountId));
  return row && opened(row);
}

/** What else stands in a path names no account; Postgres would fail on it. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the company has this account for this purpose already; `except` is the account that is being changed. */
export async function isRegistered(
  db: Db,
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
        eq(bankAccounts.sealedNumber, sealAccountNumber(number)),
        except ? ne(bankAccounts.bankAccountId, except) : undefined,
      ),
    );
  return row !== undefined;
}

/** The database refused an account that is registered for this purpose already, also where two came at once. */
export const isRegisteredTwice = (error: unknown): boolean =>
  violates(error, 'an_account_is_registered_once_for_a_purpose');

/** Returns the new account's ID. */
export async function insertBankAccount(
  tx: Db,
  insuredCode: string,
  details: BankAccountDetails,
): Promise<string> {
  const [row] = await tx
    .insert(bankAccounts)
    .values({ insuredCode, ...sealed(details) })
    .returning({ bankAccountId: bankAccounts.bankAccountId });
  if (!row) throw new Error('An insert returned no row');
  return row.bankAccountId;
}

/** Which account, and the version of it that was looked at. */
export type SeenBankAccount = Pick<BankAccount, 'bankAccountId' | 'insuredCode' | 'version'>;

/** Changes an account, unless it was changed or deleted since it was looked at: then false. */
export async function updateBankAccount(
  tx: Db,
  seen: SeenBankAccount,
  details: BankAccountDetails,
): Promise<boolean> {
  const changed = await tx
    .update(bankAccounts)
    .set({ ...sealed(details), version: seen.version + 1, updatedAt: new Date() })
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

function sealed({ number, ...details }: BankAccountDetails) {
  return { ...details, sealedNumber: sealAccountNumber(number) };
}

const ofCompany = (insuredCode: string, bankAccountId: string) =>
  and(eq(bankAccounts.insuredCode, insuredCode), eq(bankAccounts.bankAccountId, bankAccountId));

const asSeen = ({ insuredCode, bankAccountId, version }: SeenBankAccount) =>
  and(ofCompany(insuredCode, bankAccountId), eq(bankAccounts.version, version));
