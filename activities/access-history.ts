import { dropMonthsPastRetention, makeMonthsAhead } from '../db/access-event-months.ts';
import { type Sealing, sealAccessEvents } from '../db/access-event-seals.ts';
import { type Leftovers, removeLeftovers } from '../db/leftovers.ts';
import type { HistoryMonth } from '../domain/access-history-month.ts';
import type { ActivityDependencies } from './index.ts';

type Dependencies = Pick<ActivityDependencies, 'db' | 'now' | 'historyMonthsKept' | 'log'>;

/** The steps of `accessHistoryUpkeep` and `accessHistorySealing`. Each is safe to repeat, and beside another of its kind. */
export const accessHistoryActivities = ({ db, now, historyMonthsKept, log }: Dependencies) => ({
  /** Makes the partitions of this month and the next two; returns those that were missing. */
  makeHistoryMonths: (): Promise<HistoryMonth[]> => makeMonthsAhead(db, now()),

  /**
   * Seals what was recorded. The latest seal goes into the log: outside the database it is proof against whoever can
   * change the events and all seals (`history:verify --expect`).
   */
  async sealAccessHistory(): Promise<Sealing> {
    const sealing = await sealAccessEvents(db, now);
    if (sealing.seals > 0) log.info({ seal: sealing.head, events: sealing.events }, 'Access history sealed');
    return sealing;
  },

  /** Drops the months past retention and returns them; fails, to be tried again, while one of them is in use. */
  async dropHistoryMonths(): Promise<HistoryMonth[]> {
    const dropped = await dropMonthsPastRetention(db, { kept: historyMonthsKept, now: now() });
    if (dropped.length > 0) log.info({ months: dropped }, 'Access history past retention dropped');
    return dropped;
  },

  /** Removes rows that nobody can use any more; returns how many. */
  removeLeftovers: (): Promise<Leftovers> =>
    removeLeftovers(db, { now: now(), monthsKept: historyMonthsKept }),
});
