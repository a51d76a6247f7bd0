import { sql } from 'drizzle-orm';
import { check, foreignKey, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { BankAccountPurpose, BankAccountType } from '../../domain/bank-account.ts';
import { branches } from './banks.ts';
import { instant } from './columns.ts';
import { insuredParties } from './insured-parties.ts';

/** An account to which the institution transfers money (口座情報, manual 4-9 to 4-11). */
export const bankAccounts = pgTable(
  'bank_accounts',
  {
    bankAccountId: uuid().primaryKey().defaultRandom(),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    purpose: text().$type<BankAccountPurpose>().notNull(),
    bankCode: text().notNull(),
    branchCode: text().notNull(),
    type: text().$type<BankAccountType>().notNull(),
    /** Encrypted; only through db/account-number.ts. */
    sealedNumber: text().notNull(),
    /** Keyed hash of insured code and number: by it the database tells accounts apart without knowing their numbers. */
    numberDigest: text().notNull(),
    /** In bank kana. */
    holder: text().notNull(),
    /** Counts the changes: one that was prepared before another came in between is refused. */
    version: integer().notNull().default(1),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    unique('an_account_is_registered_once_for_a_purpose').on(
      t.insuredCode,
      t.purpose,
      t.bankCode,
      t.branchCode,
      t.type,
      t.numberDigest,
    ),
    foreignKey({
      name: 'an_account_is_kept_at_a_branch_of_its_bank',
      columns: [t.bankCode, t.branchCode],
      foreignColumns: [branches.bankCode, branches.branchCode],
    }),
    check('account_number_is_encrypted', sql`${t.sealedNumber} ~ '^[A-Za-z0-9._-]+:[A-Za-z0-9_-]{47,}$'`),
    check('account_has_a_known_purpose', sql`${t.purpose} in ('premiumRefund', 'claimPayment')`),
    check('account_has_a_known_type', sql`${t.type} in ('ordinary', 'current', 'savings')`),
  ],
);
