import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
/** What of the SDK's own context may stand in a log. Errors, arguments and results may not: they can hold anything. */
const kept = ['workflowId', 'workflowType', 'runId', 'activityType', 'attempt', 'taskQueue', 'sdkComponent'];

/** The SDK's messages in our log, without whatever it would attach that may concern a person. */
export const temporalLogger = (log: Logger): TemporalLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const context = Object.fromEntries(
      kept.filter((key) => meta && key in meta).map((key) => [key, meta?.[key]]),
    );
    log[levels[level]](context, message);
  });
