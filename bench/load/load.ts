import { setTimeout as pause } from 'node:timers/promises';
import type { Actions } from './actions.ts';
import { type Arrivals, type Stream, startArrivals } from './arrivals.ts';
import type { MemoryWatch } from './memory.ts';
import { headingLine, minuteLine } from './report.ts';
import type { Tally } from './tally.ts';

/** A second. */
export interface Rates {
  logins: number;
  pages: number;
  applications: number;
}

export interface Load {
  actions: Actions;
  tally: Tally;
  watch: MemoryWatch;
  rates: Rates;
  minutes: number;
}

/** So many may be under way: some seconds' worth, beyond which a longer queue says nothing more. */
export const streamsOf = (actions: Actions, { logins, pages, applications }: Rates): Stream[] => [
  { name: 'logins', rate: logins, atOnce: Math.ceil(logins * 3), serve: actions.login },
  { name: 'pages', rate: pages, atOnce: Math.ceil(pages), serve: actions.page },
  {
    name: 'applications',
    rate: applications,
    atOnce: Math.ceil(applications * 10),
    serve: actions.application,
  },
];

/** Seconds before anything is counted: compilers and pools have to warm up. */
const WARM_UP = 20;
const LOOK_EVERY = 5;
const LESS = 0.9;
const LEAST = 0.1;

/**
 * Has people come at these rates for so many minutes, and says a line each minute. Where requests pile up the rates are
 * lowered by a tenth. Returns the part of the rates that was left at the end.
 */
export async function runLoad(
  { actions, tally, watch, rates, minutes }: Load,
  say: (line: string) => void,
): Promise<number> {
  const arrivals = startArrivals(streamsOf(actions, rates));
  let factor = 1;
  try {
    for (let second = 0; second < WARM_UP; second++) {
      arrivals.scale((second + 1) / WARM_UP);
      await pause(1_000);
    }
    arrivals.take();
    tally.forget();
    say(headingLine(watch));
    for (let minute = 1; minute <= minutes; minute++) {
      const begun: Record<string, number> = {};
      for (let second = 0; second < 60; second += LOOK_EVERY) {
        await pause(LOOK_EVERY * 1_000);
        await watch.look();
        factor = less(arrivals, begun, factor, say);
      }
      say(minuteLine({ minute, begun, summary: tally.takeMinute(), watch }));
    }
  } finally {
    await arrivals.stop();
  }
  return factor;
}

/** Adds what has begun to `begun`; where somebody had to be turned away less comes from now on. */
function less(
  arrivals: Arrivals,
  begun: Record<string, number>,
  factor: number,
  say: (line: string) => void,
): number {
  const taken = Object.entries(arrivals.take());
  for (const [name, counts] of taken) begun[name] = (begun[name] ?? 0) + counts.begun;
  const away = taken.filter(([, { turnedAway }]) => turnedAway > 0);
  if (away.length === 0) return factor;
  const lower = Math.max(LEAST, factor * LESS);
  arrivals.scale(lower);
  const which = away.map(([name, { turnedAway }]) => `${turnedAway} ${name}`).join(', ');
  say(`  too much for this machine (${which} found no room): going on with ${(lower * 100).toFixed(0)} %`);
  return lower;
}
