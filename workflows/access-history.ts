import type { Activities } from '../activities/index.ts';
import { upkeepSteps } from './activities.ts';

type Result<Step extends keyof Activities> = Awaited<ReturnType<Activities[Step]>>;

/** What was done, without anything about anybody. */
export interface UpkeepOutcome {
  made: Result<'makeHistoryMonths'>;
  removed: Result<'removeLeftovers'>;
  dropped: Result<'dropHistoryMonths'>;
}

/**
 * Once a day: the next months get their partitions before they begin, rows that nobody needs any more go, and so do the
 * months of the access history past retention, sealed to their last event.
 */
export async function accessHistoryUpkeep(): Promise<UpkeepOutcome> {
  const made = await upkeepSteps('Make the partitions of the next months').makeHistoryMonths();
  const removed = await upkeepSteps('Remove rows that nobody needs any more').removeLeftovers();
  await upkeepSteps('Seal what was recorded').sealAccessHistory();
  const dropped = await upkeepSteps('Drop the months past retention').dropHistoryMonths();
  return { made, removed, dropped };
}

/** Every few minutes: what was recorded meanwhile is sealed. */
export async function accessHistorySealing(): Promise<Result<'sealAccessHistory'>> {
  return upkeepSteps('Seal what was recorded').sealAccessHistory();
}
