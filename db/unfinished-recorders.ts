import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';

/** Milliseconds between two looks, and after which one gives up until the next time. */
const LOOK_EVERY = 20;
const PATIENCE = 10_000;

/** Somebody's transaction has not ended for `PATIENCE`. */
export class RecordersBusy extends Error {}

/**
 * An ID up to which the access history is final: whatever was given out until now is committed or will never be. IDs come
 * from a sequence, so a transaction that commits late has a low one. Everyone who inserts holds a lock on the table from
 * before its ID is drawn until after its commit can be seen; so it is enough to wait for those who hold one now. They are
 * only watched: unlike a lock of our own that holds nobody up.
 */
export async function waitForRecorders(db: Db): Promise<bigint> {
  const upTo = await lastId(db);
  const deadline = Date.now() + PATIENCE;
  for (let waitedFor = await recorders(db); waitedFor.length > 0; ) {
    if (Date.now() > deadline) throw new RecordersBusy(`${waitedFor.length} transactions have not ended`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    const still = new Set(await recorders(db));
    waitedFor = waitedFor.filter((transaction) => still.has(transaction));
  }
  return upTo;
}

async function lastId(db: Db): Promise<bigint> {
  const [row] = await db.execute<{ last: string }>(
    sql`select case when is_called then last_value else 0 end as last from access_events_access_event_id_seq`,
  );
  return BigInt(row?.last ?? 0);
}

/** The transactions that have inserted into the history, or may. */
async function recorders(db: Db): Promise<string[]> {
  const rows = await db.execute<{ transaction: string }>(sql`
    select distinct virtualtransaction as transaction from pg_locks
    where locktype = 'relation' and granted and pid is distinct from pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and relation in (select relid from pg_partition_tree('access_events'))
      and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`);
  return rows.map(({ transaction }) => transaction);
}
