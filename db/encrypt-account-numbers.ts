import type postgres from 'postgres';
import { sealAccountNumber } from './account-number.ts';
import type { EncryptionKeys } from './encryption.ts';

const BATCH = 500;

/**
 * Encrypts the account numbers that stand in plain, from before there was encryption, and then has Postgres hold to the constraint that
 * already refuses new ones. In batches, so that it can be interrupted; does nothing where none is left.
 */
export async function encryptAccountNumbers(sql: postgres.Sql, keys?: EncryptionKeys): Promise<void> {
  let done: number;
  do done = await sql.begin((tx) => encryptBatch(tx, keys));
  while (done > 0);
  await sql`alter table bank_accounts validate constraint account_number_is_encrypted`;
}

async function encryptBatch(tx: postgres.TransactionSql, keys?: EncryptionKeys): Promise<number> {
  const rows = await tx<{ bankAccountId: string; insuredCode: string; number: string }[]>`
    select bank_account_id as "bankAccountId", insured_code as "insuredCode", sealed_number as number
    from bank_accounts where sealed_number ~ '^[0-9]{7}$' limit ${BATCH} for update`;
  if (rows.length > 0 && !keys)
    throw new Error('Account numbers wait to be encrypted, and there are no keys');
  for (const row of keys ? rows : []) {
    const { sealedNumber, numberDigest } = sealAccountNumber(keys as EncryptionKeys, row, row.number);
    await tx`update bank_accounts set sealed_number = ${sealedNumber}, number_digest = ${numberDigest}
      where bank_account_id = ${row.bankAccountId}`;
  }
  return rows.length;
}
