import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';

/** How many rows were written in each table, months of the history as one. */
export type Writes = Map<string, number>;

/**
 * What this connection has written that the statistics do not know yet: at least what this transaction has, whether or not
 * it took it back.
 */
export async function writesSoFar(tx: Db): Promise<Writes> {
  const rows = await tx.execute<{ name: string; count: string }>(
    sql`select relname as name, n_tup_ins + n_tup_upd + n_tup_del as count from pg_stat_xact_user_tables`,
  );
  const writes: Writes = new Map();
  for (const { name, count } of rows) {
    const table = name.replace(/_\d{4}_\d{2}$/, '');
    writes.set(table, (writes.get(table) ?? 0) + Number(count));
  }
  return writes;
}

/** The tables that the transaction has written in since `before`, but for those that looking at a page writes in. */
export async function changedTables(tx: Db, before: Writes): Promise<string[]> {
  const after = await writesSoFar(tx);
  return [...after]
    .filter(([table, count]) => count > (before.get(table) ?? 0) && !writtenByLooking.includes(table))
    .map(([table]) => table)
    .sort();
}

/**
 * What says who did or saw what, and that a session is in use; and what a question's page keeps for that session alone, so
 * that its button acts once.
 */
const writtenByLooking = [
  'access_events',
  'access_event_counts',
  'staff_events',
  'web_user_sessions',
  'staff_sessions',
  'drafts',
];
