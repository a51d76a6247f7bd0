import type { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { isRequestId, onBehalfOf } from '../db/request-context.ts';
import { requestIdFrom } from '../workflows/request-id.ts';

/**
 * Has each activity act on behalf of the request that its workflow was last moved by, and writes one line about it: which, of
 * which workflow, which try, how it came out and how long it took; no argument and no result.
 */
export const actsOnBehalfOf =
  (log: Logger): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      execute(input, next) {
        const requestId = requestIdFrom(input.headers);
        const act = () => logged(log, context, () => next(input));
        return isRequestId(requestId) ? onBehalfOf({ requestId }, act) : act();
      },
    },
  });

async function logged(log: Logger, { info }: Context, act: () => Promise<unknown>): Promise<unknown> {
  const { activityType, attempt, workflowExecution } = info;
  const about = { activityType, workflowId: workflowExecution?.workflowId, attempt };
  const began = performance.now();
  const line = () => ({ ...about, ms: Math.round(performance.now() - began) });
  try {
    const result = await act();
    log.info(line(), 'activity done');
    return result;
  } catch (error) {
    log.warn({ ...line(), failure: typeOf(error) }, 'activity failed');
    throw error;
  }
}

/** The type of an ApplicationFailure is one of our own words; messages may hold anything. */
const typeOf = (error: unknown): string =>
  (error as { type?: string }).type ?? (error instanceof Error ? error.name : 'unknown');
