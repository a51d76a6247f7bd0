import { fileURLToPath } from 'node:url';
import { connect, type Db } from './client.ts';
import {
  countByKey,
  type EncryptedColumn,
  encryptedColumns,
  rowsUnderOtherKeys,
  valuesOf,
} from './encrypted-columns.ts';
import { EncryptionError, type EncryptionKeys, open } from './encryption.ts';
import { databaseVariables, encryptionVariables, readEnvironment } from './environment.ts';

/** Values re-encrypted in one transaction; whoever wants to change one of them waits for so long. */
const BATCH = 100;

export interface Rotation {
  /** Values re-encrypted, by column. */
  done: Map<string, number>;
  /** What could not be opened, a sentence each. */
  problems: string[];
  /** IDs of keys, other than the first, that no value needs any more. */
  idle: string[];
  /** How many values other keys still hold, by their ID. */
  left: Map<string, number>;
}

/**
 * Encrypts everything anew that another key than the first has encrypted, a batch at a time, beside the running product: a
 * value that changes meanwhile stays as it was changed. Can be ended at any moment and begun again.
 */
export async function rotateKeys(db: Db, keys: EncryptionKeys): Promise<Rotation> {
  const done = new Map<string, number>();
  const problems: string[] = [];
  for (const column of encryptedColumns) {
    const rows = await rowsUnderOtherKeys(db, column, keys);
    for (let start = 0; start < rows.length; start += BATCH)
      problems.push(...(await replaceBatch(db, keys, column, rows.slice(start, start + BATCH))));
    done.set(column.name, rows.length);
  }
  const counts = await countByKey(db);
  const others = [...keys.all.keys()].filter((id) => id !== keys.first.id);
  counts.delete(keys.first.id);
  return { done, problems, idle: others.filter((id) => !counts.has(id)), left: counts };
}

async function replaceBatch(
  db: Db,
  keys: EncryptionKeys,
  column: EncryptedColumn,
  rows: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  await db.transaction(async (tx) => {
    for (const value of await valuesOf(tx, column, rows))
      try {
        await column.replace(tx, keys, value, open(keys, column.placeOf(value.row), value.sealed));
      } catch (error) {
        if (!(error instanceof EncryptionError)) throw error;
        problems.push(`${column.name}, row ${value.row}: ${error.message}`);
      }
  });
  return problems;
}

function report({ done, problems, idle, left }: Rotation, { first }: EncryptionKeys): void {
  for (const [name, count] of done) console.log(`${name}: ${count} under another key`);
  for (const problem of problems) console.error(problem);
  for (const [id, count] of left) console.log(`Key ${id}: ${count} values are still encrypted under it.`);
  if (left.size === 0) console.log(`Everything is encrypted under the key ${first.id}.`);
  for (const id of idle)
    console.log(
      `Key ${id}: needed no more, once no web process runs that has it first. Older backups still need it.`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL, ENCRYPTION_KEYS } = readEnvironment({ ...databaseVariables, ...encryptionVariables });
  const database = connect(DATABASE_URL, { max: 1 });
  const rotation = await rotateKeys(database.db, ENCRYPTION_KEYS);
  report(rotation, ENCRYPTION_KEYS);
  await database.close();
  if (rotation.problems.length > 0) process.exit(1);
}
