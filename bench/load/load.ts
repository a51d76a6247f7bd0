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
/** Seconds in which what has piled up may go before the rates are lowered again. */
const SETTLES_IN = 15;
/** At a time by a tenth at least, to the half at most. */
const LESS = 0.9;
const MUCH_LESS = 0.5;
const LEAST = 0.1;

/**
 * Has people come at these rates for so many minutes, and says a line each minute. Where requests pile up the rates are
 * lowered to what was served, and raised again after a minute without. Returns the rates that were reached on average.
 */
export async function runLoad(
  { actions, tally, watch, rates, minutes }: Load,
  say: (line: string) => void,
): Promise<Rates> {
  const arrivals = startArrivals(streamsOf(actions, rates));
  let factor = 1;
  let settling = 0;
  const all: Record<string, number> = {};
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
      const before = factor;
      for (let second = 0; second < 60; second += LOOK_EVERY) {
        await pause(LOOK_EVERY * 1_000);
        await watch.look();
        const { away, servedPart } = takeInto(begun, arrivals);
        settling -= LOOK_EVERY;
        if (away.length === 0 || settling > 0) continue;
        settling = SETTLES_IN;
        factor = Math.max(LEAST, factor * Math.min(LESS, Math.max(MUCH_LESS, servedPart)));
        arrivals.scale(factor);
        say(
          `  too much for this machine (${away.join(', ')} found no room): going on with ${percent(factor)}`,
        );
      }
      for (const [name, count] of Object.entries(begun)) all[name] = (all[name] ?? 0) + count;
      say(minuteLine({ minute, begun, summary: tally.takeMinute(), watch }));
      if (before < 1 && before === factor) {
        factor = Math.min(1, factor / LESS);
        arrivals.scale(factor);
      }
    }
  } finally {
    await arrivals.stop();
  }
  const aSecond = (name: keyof Rates) => (all[name] ?? 0) / (minutes * 60);
  return { logins: aSecond('logins'), pages: aSecond('pages'), applications: aSecond('applications') };
}

/** Adds what has begun to `begun`; says who had to be turned away, and which part of all was not. */
function takeInto(begun: Record<string, number>, arrivals: Arrivals): { away: string[]; servedPart: number } {
  const taken = Object.entries(arrivals.take());
  for (const [name, counts] of taken) begun[name] = (begun[name] ?? 0) + counts.begun;
  const sum = (key: 'begun' | 'turnedAway') => taken.reduce((all, [, counts]) => all + counts[key], 0);
  return {
    away: taken.flatMap(([name, { turnedAway }]) => (turnedAway > 0 ? [`${turnedAway} ${name}`] : [])),
    servedPart: sum('begun') / (sum('begun') + sum('turnedAway')),
  };
}

const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
