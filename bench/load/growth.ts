/** MB that something held at a time. */
export interface Sample {
  minutes: number;
  megabytes: number;
}

/**
 * MB a minute that are never given back, from the second quarter of the time to the last. A heap fills up to its limit and is then
 * given back at once, in its own time: what leaks lifts the least and the most alike, so the smaller of both counts.
 */
export function growthOf(samples: readonly Sample[]): number {
  const end = samples.at(-1)?.minutes ?? 0;
  const between = (from: number, to: number) =>
    samples
      .filter(({ minutes }) => minutes >= end * from && minutes <= end * to)
      .map(({ megabytes }) => megabytes);
  const [before, after] = [between(0.25, 0.5), between(0.75, 1)];
  const rise = Math.min(Math.min(...after) - Math.min(...before), Math.max(...after) - Math.max(...before));
  return rise / (end / 2);
}

/** MB a minute: of what the heap holds when garbage is gone, and of the whole process, which gives back late. */
export const GROWTH_AT_MOST = { heap: 0.5, process: 3 };
/** A load of so many minutes says something: in a shorter one caches, or the process around the heap, are still filling. */
export const MINUTES_TO_JUDGE = { heap: 10, process: 30 };

/** Whether so many MB a minute are too many, as far as a load of so many minutes can tell. */
export const isTooMuch = (growth: Record<keyof typeof GROWTH_AT_MOST, number>, minutes: number): boolean =>
  (['heap', 'process'] as const).some(
    (part) => minutes >= MINUTES_TO_JUDGE[part] && growth[part] > GROWTH_AT_MOST[part],
  );
