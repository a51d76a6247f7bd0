/** `node dev/database.ts`: brings a database up to date with all that `npm start` puts into it, in one process. */

import { z } from 'zod';
import { connect } from '../db/client.ts';
import { databaseVariables, encryptionVariables, flag, readEnvironment } from '../db/environment.ts';
import { importBankList } from '../db/import-banks.ts';
import { migrateDatabase } from '../db/migrate.ts';

const { DATABASE_URL, ENCRYPTION_KEYS, DEMO_DATA, LINKED_SERVICES_URL } = readEnvironment({
  ...databaseVariables,
  ...encryptionVariables,
  DEMO_DATA: z.string().default('false').pipe(flag),
  LINKED_SERVICES_URL: z.url().optional(),
});

await migrateDatabase(DATABASE_URL, ENCRYPTION_KEYS);
const database = connect(DATABASE_URL, { max: 1 });
await importBankList(database.db);
if (DEMO_DATA) {
  const { seedDemo } = await import('../db/seed/demo.ts');
  await seedDemo(database.db, ENCRYPTION_KEYS, LINKED_SERVICES_URL ?? null);
}
await database.close();
