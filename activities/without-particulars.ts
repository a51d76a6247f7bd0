import { ApplicationFailure } from '@temporalio/common';
import { isDatabaseDown } from '../db/client.ts';
import { describedError } from '../db/described-error.ts';

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * The same activities, whose failures say nothing about anybody. A failure goes into the workflow's history with its
 * message, causes and stack, and a database error's message holds the values of the failed query.
 */
export function withoutParticulars<All extends Record<string, Activity>>(activities: All): All {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [name, guarded(name, activity)]),
  ) as All;
}

const guarded =
  (name: string, activity: Activity): Activity =>
  async (...args) => {
    try {
      return await activity(...args);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      throw ApplicationFailure.retryable(
        `${name} failed: ${describedError(error)}`,
        isDatabaseDown(error) ? 'DatabaseDown' : 'Unexpected',
      );
    }
  };
