import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { encryptAccountNumbers } from './encrypt-account-numbers.ts';
import type { EncryptionKeys } from './encryption.ts';
import { databaseVariables, encryptionVariables, readEnvironment } from './environment.ts';

const folder = fileURLToPath(new URL('migrations', import.meta.url));
/** Any fixed number: two processes that migrate at once take turns. */
const MIGRATION_LOCK = 20_261_122;

/**
 * Brings the schema up to date, and the data where SQL alone cannot; does nothing where all is. Without `keys` it throws
 * where something waits to be encrypted.
 */
export async function migrateDatabase(url: string, keys?: EncryptionKeys): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: folder });
    await encryptAccountNumbers(sql, keys);
  } finally {
    await sql.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL, ENCRYPTION_KEYS } = readEnvironment({ ...databaseVariables, ...encryptionVariables });
  await migrateDatabase(DATABASE_URL, ENCRYPTION_KEYS);
}
