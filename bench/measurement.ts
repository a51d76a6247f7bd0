import { setTimeout as pause } from 'node:timers/promises';

/** One figure, with that of a peer measured in turns with it in the same run where there is one. */
export interface Measurement {
  name: string;
  ours: number;
  peer?: number;
  /** How ours is to be read: `s`, `ms`, `rows/s`, `MB`, `per s`. */
  unit: string;
  /** What the peer is, and how the figures came about. */
  note?: string;
}

/** A set of measurements that belong together; brings what it needs and removes it again. */
export type Bench = (say: (line: string) => void) => Promise<Measurement[]>;

export const ROUNDS = 5;

/** Of load, in each round; `BENCH_SECONDS` is another number. */
export const SECONDS_A_ROUND = Number(process.env.BENCH_SECONDS ?? 4);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Milliseconds between two of those that are timed one after the other. */
const REST = 100;

/**
 * What `measure` says of each, one after the other, each after a rest, on both sides: people press after a while, when nothing
 * is left to do of the press before, and nothing is warm from it either.
 */
export async function rested<Item>(
  items: Iterable<Item>,
  measure: (item: Item) => Promise<number>,
): Promise<number[]> {
  const taken: number[] = [];
  for (const item of items) {
    await pause(REST);
    taken.push(await measure(item));
  }
  return taken;
}
