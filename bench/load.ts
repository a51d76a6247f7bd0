import { median } from './measurement.ts';
import { processorSecondsOf } from './process.ts';

/** What one round of load found. */
export interface Load {
  /** Whole calls a second. */
  rate: number;
  /** Milliseconds that each took. */
  taken: number[];
  /** Milliseconds of processors that the watched processes used for one call. */
  processor: number;
}

/**
 * Calls for so many seconds, or so many times, with so many running at any time; `call` gets the number of the one who
 * calls, from 0.
 * `pids`: processes, with their children, whose use of the processors counts.
 */
export async function load(
  {
    atOnce,
    seconds = Number.POSITIVE_INFINITY,
    times = Number.POSITIVE_INFINITY,
    pids = [],
  }: { atOnce: number; seconds?: number; times?: number; pids?: readonly number[] },
  call: (caller: number) => Promise<unknown>,
): Promise<Load> {
  const usedBefore = await processorSeconds(pids);
  const began = performance.now();
  const taken: number[] = [];
  let begun = 0;
  const caller = async (number: number) => {
    while (performance.now() - began < seconds * 1000 && begun++ < times) {
      const start = performance.now();
      await call(number);
      taken.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => caller(number)));
  const rate = (taken.length / (performance.now() - began)) * 1000;
  return { rate, taken, processor: (((await processorSeconds(pids)) - usedBefore) / taken.length) * 1000 };
}

/** That these and their children have used. */
export async function processorSeconds(pids: readonly number[]): Promise<number> {
  const seconds = await Promise.all(pids.map(processorSecondsOf));
  return seconds.reduce((sum, one) => sum + one, 0);
}

/** The median of one figure over rounds. */
export const over = (rounds: readonly Load[], figure: (round: Load) => number): number =>
  median(rounds.map(figure));

export const p50 = ({ taken }: Pick<Load, 'taken'>): number => median(taken);

export function p95({ taken }: Pick<Load, 'taken'>): number {
  const sorted = taken.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}
