import { and, eq, type SQL, sql } from 'drizzle-orm';
import { accountNumberPlace, sealAccountNumber } from './account-number.ts';
import type { Db } from './client.ts';
import { draftPlace } from './drafts.ts';
import { type EncryptionKeys, open, type Place, seal } from './encryption.ts';
import { bankAccounts, drafts, staffSecondFactors } from './schema/index.ts';
import { secondFactorPlace } from './second-factors.ts';

/** A value as it stands in the database. */
export interface SealedValue {
  /** Primary key of its row, as its place names it. */
  row: string;
  sealed: string;
}

export interface EncryptedColumn {
  name: string;
  /** Selects `row` and `sealed` of all its values. */
  values: SQL;
  placeOf: (row: string) => Place;
  /** Seals `text` under the first key in place of `value`, unless that has changed meanwhile. */
  replace: (tx: Db, keys: EncryptionKeys, value: SealedValue, text: string) => Promise<unknown>;
}

/** All that stands encrypted in the database. What is missing here keeps an old key for ever. */
export const encryptedColumns: readonly EncryptedColumn[] = [
  {
    name: 'bank_accounts.sealed_number',
    values: sql`select bank_account_id::text as "row", sealed_number as sealed from bank_accounts`,
    placeOf: accountNumberPlace,
    async replace(tx, keys, { row, sealed }, number) {
      const asRead = and(eq(bankAccounts.bankAccountId, row), eq(bankAccounts.sealedNumber, sealed));
      const [account] = await tx.select().from(bankAccounts).where(asRead);
      if (account)
        await tx
          .update(bankAccounts)
          .set(sealAccountNumber(keys, account, number))
          .where(asRead);
    },
  },
  {
    name: 'staff_second_factors.sealed_secret',
    values: sql`select second_factor_id::text as "row", sealed_secret as sealed from staff_second_factors`,
    placeOf: secondFactorPlace,
    replace: (tx, keys, { row, sealed }, secret) =>
      tx
        .update(staffSecondFactors)
        .set({ sealedSecret: seal(keys, secondFactorPlace(row), secret) })
        .where(and(eq(staffSecondFactors.secondFactorId, row), eq(staffSecondFactors.sealedSecret, sealed))),
  },
  {
    name: 'drafts.values',
    values: sql`select session_id_hash || '/' || wizard as "row", "values" ->> 'sealed' as sealed
      from drafts where "values" ? 'sealed'`,
    placeOf: draftPlace,
    replace: (tx, keys, { row, sealed }, text) =>
      tx
        .update(drafts)
        .set({ values: { sealed: seal(keys, draftPlace(row), text) } })
        .where(
          and(
            eq(sql`${drafts.sessionIdHash} || '/' || ${drafts.wizard}`, row),
            eq(sql`${drafts.values} ->> 'sealed'`, sealed),
          ),
        ),
  },
];

const keyId = sql`split_part(sealed, ':', 1)`;

/** How many values each key has encrypted, by its ID. */
export async function countByKey(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { values } of encryptedColumns)
    for (const { id, count } of await db.execute<{ id: string; count: number }>(
      sql`select ${keyId} as id, count(*)::int as count from (${values}) as value group by 1`,
    ))
      counts.set(id, (counts.get(id) ?? 0) + count);
  return counts;
}

/** The rows whose value another key than `first` has encrypted. */
export async function rowsUnderOtherKeys(
  db: Db,
  { values }: EncryptedColumn,
  { first }: EncryptionKeys,
): Promise<string[]> {
  const found = await db.execute<{ row: string }>(
    sql`select "row" from (${values}) as value where ${keyId} <> ${first.id}`,
  );
  return [...found].map(({ row }) => row);
}

export const valuesOf = (db: Db, { values }: EncryptedColumn, rows: readonly string[]) =>
  db.execute<SealedValue & Record<string, unknown>>(
    sql`select * from (${values}) as value where "row" in (select jsonb_array_elements_text(${JSON.stringify(rows)}::text::jsonb))`,
  );

/**
 * What is wrong with the keys, a sentence each: one value of each key in each column is tried. A process that starts with
 * other keys than the database's would fail at every reading, and write what the others cannot read.
 */
export async function keyProblems(db: Db, keys: EncryptionKeys): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, values, placeOf } of encryptedColumns) {
    const samples = await db.execute<SealedValue & Record<string, unknown>>(
      sql`select distinct on (${keyId}) * from (${values}) as value order by ${keyId}`,
    );
    for (const { row, sealed } of samples)
      try {
        open(keys, placeOf(row), sealed);
      } catch (error) {
        problems.push(`${name}: ${(error as Error).message}`);
      }
  }
  return problems;
}
