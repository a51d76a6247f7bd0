import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { ONE_TIME_PASSWORD_VALID_MINUTES } from '../domain/one-time-password.ts';
import { REISSUE_VALID_HOURS } from '../domain/temporary-password.ts';

/**
 * Short database steps run in the worker that decided on them, which halves their latency. They are repeated for as
 * long as it takes: each is safe to repeat, and nothing can go on without the database.
 */
export const databaseSteps = (summary: string) =>
  proxyLocalActivities<Activities>({
    summary,
    startToCloseTimeout: '20 seconds',
    retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
  });

/**
 * Database steps beside the story, which a decision may overtake. Not local ones: of two of those at once a worker that
 * takes the workflow over repeats the ends in another order, and is stuck. One that is overtaken is left to itself: it is
 * over in a moment, and finds in the database that there is nothing to do.
 */
export const stepsBeside = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    cancellationType: 'ABANDON',
    startToCloseTimeout: '20 seconds',
    retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
  });

/**
 * A mailed password is tried for as long as a reissued one would be good. Each try stores another password, so a try is
 * over before the next begins: the mail server's silence ends one after about 20 seconds.
 */
export const passwordMailSteps = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: `${REISSUE_VALID_HOURS} hours`,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });

/** A code is tried for as long as it would be good, one try after the other as above. */
export const oneTimePasswordSteps = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: `${ONE_TIME_PASSWORD_VALID_MINUTES} minutes`,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
  });

/** What comes again tomorrow anyway is tried for most of a day, ever more rarely: what is in the way may take its time. */
export const upkeepSteps = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '18 hours',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  });

/** Comes again within minutes, so a worker that falls meanwhile has to be noticed within seconds. */
export const reconciliationSteps = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  });

/** A mail is tried for ever, so that a mail server that is away for a day costs a day and no mail. */
export const mailSteps = (summary: string) =>
  proxyActivities<Activities>({
    summary,
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
