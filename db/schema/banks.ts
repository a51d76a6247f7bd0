import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** What the institutions of the bank list have in common. One that left the list stays, for the accounts that name it. */
const listed = {
  /** As the list writes it: without 銀行 or 支店. */
  name: text().notNull(),
  /** In bank kana. */
  kana: text().notNull(),
  /** The name as it is compared: `searchName`. */
  searchName: text().notNull(),
  /** Whether it stands in the list of the last import, and can be chosen. */
  listed: boolean().notNull().default(true),
};

/** 金融機関 of the nationwide list. */
export const banks = pgTable('banks', { bankCode: text().primaryKey(), ...listed }, (t) => [
  check('bank_code_has_four_digits', sql`${t.bankCode} ~ '^[0-9]{4}$'`),
  index('banks_by_kana').on(t.kana),
]);
export type Bank = typeof banks.$inferSelect;

/** 支店. */
export const branches = pgTable(
  'branches',
  { bankCode: text().notNull(), branchCode: text().notNull(), ...listed },
  (t) => [
    primaryKey({ columns: [t.bankCode, t.branchCode] }),
    foreignKey({ name: 'branch_belongs_to_a_bank', columns: [t.bankCode], foreignColumns: [banks.bankCode] }),
    check('branch_code_has_three_digits', sql`${t.branchCode} ~ '^[0-9]{3}$'`),
    index('branches_by_kana').on(t.bankCode, t.kana),
  ],
);
export type Branch = typeof branches.$inferSelect;

/** Each import of a newer list. */
export const bankLists = pgTable('bank_lists', {
  /** The day of the list. */
  listedOn: date({ mode: 'string' }).primaryKey(),
  /** Package and version from which it came. */
  source: text().notNull(),
  banks: integer().notNull(),
  branches: integer().notNull(),
  importedAt: instant().notNull().defaultNow(),
});
export type BankList = typeof bankLists.$inferSelect;
