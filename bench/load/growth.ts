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
