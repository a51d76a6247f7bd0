import { sql } from 'drizzle-orm';
import type { StoredEvent } from '../domain/access-event-seal.ts';
import { addMonths, type HistoryMonth, historyMonth } from '../domain/access-history-month.ts';
import { startOfDayInTokyo } from '../domain/calendar-date.ts';
import { compareWithLeaves, type Leaf, type Tampering } from '../domain/leaf-comparison.ts';
import {
  eventDigest,
  ID_BYTES,
  inStoredForm,
  LEAF_BYTES,
  sha256,
  storedColumns,
} from './access-event-seals.ts';
import type { Db } from './client.ts';
import { type Chain, type ExpectedSeal, type SealProblem, walkChain } from './seal-chain.ts';

/** Events, and seals with their leaves, that are in memory at a time. */
const EVENTS_A_PAGE = 10_000;
const SEALS_A_PAGE = 20;
/** The lowest number that can stand where an ID does. No event was ever given one below 1, but one can be inserted so. */
const LOWEST_ID = -(2n ** 63n);

/** What does not agree with the seals. */
export type Finding =
  | { what: Tampering; eventId: bigint; month: HistoryMonth }
  | { what: 'seal'; problem: SealProblem; sealId: string; month?: HistoryMonth | undefined }
  /** A part of the table that is no month, and holds what no seal can be about. */
  | { what: 'partition'; name: string };

export interface Verification {
  seals: number;
  /** Events that were held against their seals. */
  events: number;
  /** Events that no seal is about yet. */
  unsealed: number;
  findings: number;
  /** The ID up to which events are sealed. */
  upTo: bigint;
  /** The latest seal. */
  head: ExpectedSeal | undefined;
}

export interface VerificationOptions {
  /** A seal that must be in the chain as it was. */
  expected?: ExpectedSeal | undefined;
  /** Leaves out the events of months before; the chain is walked whole. */
  from?: HistoryMonth | undefined;
  /** And of months after. */
  to?: HistoryMonth | undefined;
  found: (finding: Finding) => void;
  /** Told after each month. */
  monthDone?: (month: HistoryMonth, events: number) => void;
}

/**
 * Holds every sealed event against the chain of seals, as of one moment, while others go on recording and sealing. The
 * digests are computed here, not by the database. Needs little memory, and a connection for as long as it takes.
 */
export async function verifyAccessHistory(db: Db, options: VerificationOptions): Promise<Verification> {
  let findings = 0;
  const found = (finding: Finding) => {
    findings += 1;
    options.found(finding);
  };
  return db.transaction(
    async (tx) => {
      await inStoredForm(tx);
      const chain = await walkChain(tx, options.expected, (problem, sealId, month) =>
        found({ what: 'seal', problem, sealId, month }),
      );
      let events = 0;
      for (const month of await months(tx, chain, found)) {
        if ((options.from && month < options.from) || (options.to && month > options.to)) continue;
        const checked = await verifyMonth(tx, month, chain, found);
        events += checked;
        options.monthDone?.(month, checked);
      }
      return {
        seals: chain.seals,
        events,
        unsealed: await countAbove(tx, chain.upTo),
        findings,
        upTo: chain.upTo,
        head: chain.head,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** The months that have a partition or a seal, the oldest first. */
async function months(tx: Db, chain: Chain, found: (finding: Finding) => void): Promise<HistoryMonth[]> {
  const partitions = await tx.execute<{ name: string; bounds: string }>(sql`
    select relname as name, pg_get_expr(relpartbound, pg_class.oid) as bounds
    from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'access_events'::regclass`);
  const all = new Set(chain.dropped.keys());
  for (const { name, bounds } of partitions) {
    const month = monthOf(bounds);
    if (month) all.add(month);
    else found({ what: 'partition', name });
  }
  return [...all].sort();
}

/** Undefined where the bounds of a partition are not those of a month. */
function monthOf(bounds: string): HistoryMonth | undefined {
  const [from, to] = [...bounds.matchAll(/\('([^']+)'\)/g)].map(([, instant]) => new Date(instant ?? ''));
  if (!from || !to || Number.isNaN(from.getTime())) return undefined;
  const month = historyMonth(from);
  const isMonth =
    startOfDayInTokyo(month).getTime() === from.getTime() &&
    startOfDayInTokyo(addMonths(month, 1)).getTime() === to.getTime();
  return isMonth ? month : undefined;
}

/** Returns how many events of the month were held against their seals. */
async function verifyMonth(tx: Db, month: HistoryMonth, chain: Chain, found: (finding: Finding) => void) {
  const tampered = (what: Tampering, eventId: bigint) => found({ what, eventId, month });
  let events = 0;
  let upTo = LOWEST_ID;
  for await (const seal of sealsOf(tx, month, chain.dropped.get(month) ?? 0n)) {
    const toId = BigInt(seal.to_id);
    const leaves = leavesOf(seal);
    if (leaves) events += await verifyRange(tx, { month, from: upTo, to: toId }, leaves, tampered);
    else found({ what: 'seal', problem: 'leaves', sealId: seal.seal_id, month });
    upTo = toId;
  }
  await verifyRange(tx, { month, from: upTo, to: chain.upTo }, [], tampered);
  return events;
}

/** Returns how many events were sealed in the range. */
async function verifyRange(
  tx: Db,
  range: Range,
  leaves: Leaf[],
  found: (what: Tampering, eventId: bigint) => void,
): Promise<number> {
  const comparison = compareWithLeaves(leaves, found);
  for await (const page of eventPages(tx, range))
    for (const event of page)
      comparison.take({ eventId: BigInt(event.access_event_id), digest: eventDigest(event) });
  comparison.end();
  return leaves.length;
}

interface Seal extends Record<string, unknown> {
  seal_id: string;
  to_id: string;
  events: string;
  leaves: Buffer | null;
  leaves_hash: Buffer;
}

async function* sealsOf(tx: Db, month: HistoryMonth, dropped: bigint): AsyncGenerator<Seal> {
  for (let after = String(dropped); ; ) {
    const page = await tx.execute<Seal>(sql`
      select seal_id, to_id, events, leaves, leaves_hash from access_event_seals
      where month = ${month} and kind = 'events' and seal_id > ${after} order by seal_id limit ${SEALS_A_PAGE}`);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < SEALS_A_PAGE) return;
    after = last.seal_id;
  }
}

/** Undefined where they are not those that were sealed. */
function leavesOf({ leaves, leaves_hash, events }: Seal): Leaf[] | undefined {
  if (!leaves || leaves.length !== Number(events) * LEAF_BYTES) return undefined;
  if (sha256(leaves) !== leaves_hash.toString('hex')) return undefined;
  return Array.from({ length: Number(events) }, (_, n) => ({
    eventId: leaves.readBigUInt64BE(n * LEAF_BYTES),
    digest: leaves.toString('hex', n * LEAF_BYTES + ID_BYTES, (n + 1) * LEAF_BYTES),
  }));
}

interface Range {
  month: HistoryMonth;
  /** Its IDs lie above `from`, unless that is the lowest, up to `to`. */
  from: bigint;
  to: bigint;
}

async function* eventPages(tx: Db, { month, from, to }: Range): AsyncGenerator<StoredEvent[]> {
  const [begin, end] = [month, addMonths(month, 1)].map((day) => startOfDayInTokyo(day).toISOString());
  if (from >= to) return;
  for (let after = { id: String(from), at: from === LOWEST_ID ? '-infinity' : 'infinity' }; ; ) {
    const page = await tx.execute<StoredEvent & Record<string, unknown>>(sql`
      select ${storedColumns} from access_events
      where at >= ${begin} and at < ${end} and access_event_id >= ${after.id} and access_event_id <= ${String(to)}
        and (access_event_id, at) > (${after.id}, ${after.at})
      order by access_event_id, at limit ${EVENTS_A_PAGE}`);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < EVENTS_A_PAGE) return;
    after = { id: last.access_event_id, at: last.at };
  }
}

async function countAbove(tx: Db, id: bigint): Promise<number> {
  const [row] = await tx.execute<{ count: string }>(
    sql`select count(*) from access_events where access_event_id > ${String(id)}`,
  );
  return Number(row?.count ?? 0);
}
