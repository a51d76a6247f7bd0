import { hash } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import {
  canonicalEvent,
  canonicalSeal,
  NO_SEAL_BEFORE,
  type SealKind,
  type StoredEvent,
  sealText,
} from '../domain/access-event-seal.ts';
import { type HistoryMonth, historyMonth } from '../domain/access-history-month.ts';
import type { Db } from './client.ts';
import { accessEventSeals } from './schema/index.ts';
import { waitForRecorders } from './unfinished-recorders.ts';

/** IDs that one round of seals is about, at most: a leaf has 24 bytes. */
const IDS_A_ROUND = 10_000;

export const ID_BYTES = 8;
export const LEAF_BYTES = 24;

/** Hex. */
export const sha256 = (bytes: string | Buffer): string => hash('sha256', bytes, 'hex');

/** The first half of the SHA-256 of an event, hex: what its leaf holds. */
export const eventDigest = (event: StoredEvent): string =>
  sha256(canonicalEvent(event)).slice(0, (LEAF_BYTES - ID_BYTES) * 2);

/** The columns of an event; read them in a transaction `inStoredForm`. */
export const storedColumns = sql.raw(
  'access_event_id, at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address',
);

/** Has Postgres print times as the canonical forms want them, until the transaction ends. */
export async function inStoredForm(tx: Db): Promise<void> {
  await tx.execute(sql`set local timezone = 'UTC'`);
  await tx.execute(sql`set local datestyle = 'ISO, YMD'`);
}

/** A seal on which all before it depend. */
export interface Head {
  sealId: bigint;
  toId: bigint;
  /** Hex. */
  hash: string;
  sealedAt: Date;
}

/** The latest seal; whoever keeps it elsewhere can prove later that nothing before it was changed. */
export async function latestSeal(db: Db): Promise<Head | undefined> {
  const { sealId, toId, hash, sealedAt } = accessEventSeals;
  const [seal] = await db
    .select({ sealId, toId, hash, sealedAt })
    .from(accessEventSeals)
    .orderBy(desc(sealId))
    .limit(1);
  return seal && { ...seal, hash: seal.hash.toString('hex') };
}

/** How many events came after the latest seal. */
export async function countUnsealed(db: Db, head: Head | undefined): Promise<number> {
  const [row] = await db.execute<{ events: number }>(
    sql`select count(*)::int as events from access_events where access_event_id > ${head?.toId ?? 0n}`,
  );
  return row?.events ?? 0;
}

/** Only who holds the chain may add to it; false where somebody else does. Until the transaction ends. */
export async function tryToHoldChain(tx: Db): Promise<boolean> {
  const [row] = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('access_events'), hashtext('seal')) as held`,
  );
  return row?.held ?? false;
}

export interface Sealing {
  /** What was sealed now. */
  events: number;
  seals: number;
  /** The latest seal as `sealText` writes it; undefined before the first. */
  head: string | undefined;
}

/**
 * Seals every event whose recorder is done, a round a transaction. Of several at once one does it, the others leave.
 * Throws `RecordersBusy` where somebody records for so long that the next time will do.
 */
export async function sealAccessEvents(db: Db, now: () => Date): Promise<Sealing> {
  const upTo = await waitForRecorders(db);
  const sealing: Sealing = { events: 0, seals: 0, head: undefined };
  for (let from: bigint | undefined = 0n; from !== undefined && from < upTo; ) {
    const after: bigint = from;
    const round = await db.transaction((tx) => sealRound(tx, after, upTo, now()));
    sealing.events += round?.events ?? 0;
    sealing.seals += round?.seals ?? 0;
    from = round?.toId;
  }
  const head = await latestSeal(db);
  return { ...sealing, head: head && sealText(head) };
}

/** Seals the next events above `after`, by months; undefined where somebody else seals. */
async function sealRound(tx: Db, after: bigint, upTo: bigint, at: Date) {
  if (!(await tryToHoldChain(tx))) return undefined;
  await inStoredForm(tx);
  const head = await latestSeal(tx);
  const from = head && head.toId > after ? head.toId : after;
  const toId = from + BigInt(IDS_A_ROUND) < upTo ? from + BigInt(IDS_A_ROUND) : upTo;
  const events = await tx.execute<StoredEvent & Record<string, unknown>>(
    sql`select ${storedColumns} from access_events
      where access_event_id > ${from} and access_event_id <= ${toId} order by access_event_id`,
  );
  const months = Object.groupBy(events, (event) => historyMonth(new Date(event.at)));
  let previous = head;
  for (const [month, ofMonth = []] of Object.entries(months).sort(([one], [other]) => (one < other ? -1 : 1)))
    previous = await appendSeal(tx, previous, {
      kind: 'events',
      month: month as HistoryMonth,
      fromId: await sealedUpTo(tx, month as HistoryMonth),
      toId,
      events: ofMonth.length,
      leaves: Buffer.concat(ofMonth.map(leafOf)),
      at,
    });
  return { events: events.length, seals: Object.keys(months).length, toId };
}

/** The ID up to which the events of a month are sealed, or were dropped. */
async function sealedUpTo(tx: Db, month: HistoryMonth): Promise<bigint> {
  const [last] = await tx
    .select({ toId: accessEventSeals.toId })
    .from(accessEventSeals)
    .where(eq(accessEventSeals.month, month))
    .orderBy(desc(accessEventSeals.sealId))
    .limit(1);
  return last?.toId ?? 0n;
}

function leafOf(event: StoredEvent): Buffer {
  const leaf = Buffer.alloc(LEAF_BYTES);
  leaf.writeBigUInt64BE(BigInt(event.access_event_id));
  leaf.write(eventDigest(event), ID_BYTES, 'hex');
  return leaf;
}

export interface NewSeal {
  kind: SealKind;
  month: HistoryMonth;
  fromId: bigint;
  toId: bigint;
  events: number;
  leaves: Buffer | null;
  at: Date;
}

/** Adds a seal to the chain behind `previous`, its latest; the transaction has to hold the chain, `inStoredForm`. */
export async function appendSeal(tx: Db, previous: Head | undefined, seal: NewSeal): Promise<Head> {
  const sealId = (previous?.sealId ?? 0n) + 1n;
  const leavesHash = sha256(seal.leaves ?? Buffer.alloc(0));
  const previousHash = previous?.hash ?? NO_SEAL_BEFORE;
  const [time] = await tx.execute<{ printed: string }>(
    sql`select ${seal.at.toISOString()}::timestamptz as printed`,
  );
  const hash = sha256(
    canonicalSeal({
      seal_id: String(sealId),
      kind: seal.kind,
      month: seal.month,
      from_id: String(seal.fromId),
      to_id: String(seal.toId),
      events: String(seal.events),
      leaves_hash: leavesHash,
      previous_hash: previousHash,
      sealed_at: time?.printed ?? '',
    }),
  );
  const { kind, month, fromId, toId, events, leaves, at } = seal;
  await tx.insert(accessEventSeals).values({
    sealId,
    kind,
    month,
    fromId,
    toId,
    events,
    leaves,
    leavesHash: Buffer.from(leavesHash, 'hex'),
    previousHash: Buffer.from(previousHash, 'hex'),
    hash: Buffer.from(hash, 'hex'),
    sealedAt: at,
  });
  return { sealId, toId, hash, sealedAt: at };
}
