import { type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';

const BATCH = 5_000;

/**
 * Deletes rows that nobody needs any more, a few at a time, so that no statement takes long and nobody waits for one; a
 * row that somebody holds is left for the next time. Returns how many went.
 */
export async function deleteInBatches(db: Db, table: PgTable, where: SQL | undefined): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { count } = await db.execute(sql`
      delete from ${table} where ctid in
        (select ctid from ${table} where ${where} limit ${BATCH} for update skip locked)`);
    deleted += count;
    if (count < BATCH) return deleted;
  }
}
