import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { databaseVariables, readEnvironment } from './environment.ts';

const folder = fileURLToPath(new URL('migrations', import.meta.url));
/** Any fixed number: two processes that migrate at once take turns. */
const MIGRATION_LOCK = 20_261_122;

/** Brings the schema up to date; does nothing where it already is. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL } = readEnvironment(databaseVariables);
  await migrateDatabase(DATABASE_URL);
}
