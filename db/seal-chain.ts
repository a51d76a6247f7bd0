import { sql } from 'drizzle-orm';
import { canonicalSeal, NO_SEAL_BEFORE, type StoredSeal } from '../domain/access-event-seal.ts';
import type { HistoryMonth } from '../domain/access-history-month.ts';
import { sha256 } from './access-event-seals.ts';
import type { Db } from './client.ts';

const PAGE = 1_000;

/**
 * What is wrong with a seal: it does not have the hash of its contents; one before it is missing; it does not name the
 * hash of the one before; it does not begin where its month's last one ended; its leaves are not those that it was made
 * of; it is not the one that was expected.
 */
export type SealProblem = 'changed' | 'missingBefore' | 'link' | 'range' | 'leaves' | 'notAsExpected';

/** A seal that somebody kept elsewhere. */
export interface ExpectedSeal {
  sealId: string;
  /** Hex. */
  hash: string;
}

export interface Chain {
  seals: number;
  /** The latest seal, if there is one. */
  head: ExpectedSeal | undefined;
  /** Everything up to this ID is sealed. */
  upTo: bigint;
  /** The seal with which a month was last dropped, 0 where it never was, of each month that has a seal. */
  dropped: Map<HistoryMonth, bigint>;
}

/** Walks the whole chain of seals, without their leaves, in a transaction `inStoredForm`. */
export async function walkChain(
  tx: Db,
  expected: ExpectedSeal | undefined,
  found: (problem: SealProblem, sealId: string, month?: HistoryMonth) => void,
): Promise<Chain> {
  const chain: Chain = { seals: 0, head: undefined, upTo: 0n, dropped: new Map() };
  const sealedUpTo = new Map<string, bigint>();
  let isComplete = true;
  let expectedSeen = expected === undefined;
  for await (const { hash, ...seal } of sealsInOrder(tx)) {
    for (const problem of problemsOf(seal, hash)) found(problem, seal.seal_id, seal.month as HistoryMonth);
    if (expected?.sealId === seal.seal_id) expectedSeen = true;
    note(seal, hash);
  }
  if (expected && !expectedSeen) found('notAsExpected', expected.sealId);
  return chain;

  function* problemsOf(seal: StoredSeal, hash: string): Iterable<SealProblem> {
    const before = chain.head;
    if (sha256(canonicalSeal(seal)) !== hash) yield 'changed';
    if (BigInt(seal.seal_id) !== BigInt(before?.sealId ?? 0) + 1n) {
      isComplete = false;
      yield 'missingBefore';
    } else if (seal.previous_hash !== (before?.hash ?? NO_SEAL_BEFORE)) yield 'link';
    if (isComplete && !goesOn(seal)) yield 'range';
    if (expected?.sealId === seal.seal_id && expected.hash !== hash) yield 'notAsExpected';
  }

  function goesOn({ month, from_id, to_id }: StoredSeal) {
    return BigInt(from_id) === (sealedUpTo.get(month) ?? 0n) && BigInt(to_id) >= chain.upTo;
  }

  function note({ seal_id, kind, month, to_id }: StoredSeal, hash: string) {
    const toId = BigInt(to_id);
    chain.seals += 1;
    chain.head = { sealId: seal_id, hash };
    if (toId > chain.upTo) chain.upTo = toId;
    sealedUpTo.set(month, toId);
    const droppedBefore = chain.dropped.get(month as HistoryMonth) ?? 0n;
    chain.dropped.set(month as HistoryMonth, kind === 'dropped' ? BigInt(seal_id) : droppedBefore);
  }
}

async function* sealsInOrder(tx: Db): AsyncGenerator<StoredSeal & { hash: string }> {
  for (let after = '0'; ; ) {
    const page = await tx.execute<StoredSeal & { hash: string } & Record<string, unknown>>(sql`
      select seal_id, kind, month, from_id, to_id, events, sealed_at,
        encode(leaves_hash, 'hex') as leaves_hash, encode(previous_hash, 'hex') as previous_hash, encode(hash, 'hex') as hash
      from access_event_seals where seal_id > ${after} order by seal_id limit ${PAGE}`);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.seal_id;
  }
}
