import { setTimeout as pause } from 'node:timers/promises';
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Logger } from 'pino';
import { staticSummary } from '../workflows/start-options.ts';

export interface SchedulesOptions {
  client: Client;
  taskQueue: string;
  log: Logger;
  signal: AbortSignal;
  /** Milliseconds between tries while Temporal is away. */
  againAfter?: number;
}

/** Milliseconds that Temporal is given for all of them. */
const PATIENCE = 10_000;

interface Recurring {
  workflowType: 'accessHistoryUpkeep' | 'accessHistorySealing' | 'workflowReconciliation';
  spec: ScheduleOptions['spec'];
  /** After which one that hangs gives way to the next. */
  timeout: '20 hours' | '1 hour';
  /** Whether the first run is at once. */
  atOnce: boolean;
}

/** What happens again and again, at times that the workers' clocks have no say in. */
const recurring: Recurring[] = [
  {
    workflowType: 'accessHistoryUpkeep',
    spec: { calendars: [{ hour: 3, minute: 10 }], timezone: 'Asia/Tokyo', jitter: '10 minutes' },
    timeout: '20 hours',
    atOnce: true,
  },
  {
    workflowType: 'accessHistorySealing',
    spec: { intervals: [{ every: '5 minutes' }], jitter: '30 seconds' },
    timeout: '1 hour',
    atOnce: false,
  },
  {
    workflowType: 'workflowReconciliation',
    spec: { intervals: [{ every: '2 minutes' }] },
    timeout: '1 hour',
    atOnce: false,
  },
];

/** One for each task queue, so that installations that share a namespace do not share their schedules. */
export const scheduleId = (workflowType: Recurring['workflowType'], taskQueue: string) =>
  `${workflowType}/${taskQueue}`;

/**
 * Has Temporal keep the schedules, as they are in this version of the worker. Any number of workers may do so; one that an
 * operator paused stays so. Tries until Temporal has them, or `signal` says stop.
 */
export async function keepSchedules(options: SchedulesOptions): Promise<void> {
  const { client, log, signal, againAfter = 10_000 } = options;
  while (!signal.aborted) {
    try {
      await client.withAbortSignal(signal, () =>
        client.withDeadline(Date.now() + PATIENCE, async () => {
          for (const one of recurring) await keepSchedule(options, one);
        }),
      );
      return;
    } catch (error) {
      log.warn(
        { reason: error instanceof Error ? error.name : 'unknown' },
        'The schedules are not set up yet; trying again',
      );
      await pause(againAfter, undefined, { signal }).catch(() => {});
    }
  }
}

async function keepSchedule({ client, taskQueue }: SchedulesOptions, one: Recurring): Promise<void> {
  const { workflowType, spec, timeout, atOnce } = one;
  const id = scheduleId(workflowType, taskQueue);
  const wanted = {
    spec,
    action: {
      type: 'startWorkflow' as const,
      workflowType,
      workflowId: id,
      taskQueue,
      args: [],
      workflowExecutionTimeout: timeout,
      staticSummary: staticSummary(workflowType, {}),
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' as const },
  };
  try {
    await client.schedule.create({ scheduleId: id, ...wanted, state: { triggerImmediately: atOnce } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(id).update(({ state }) => ({ ...wanted, state }));
  }
}
