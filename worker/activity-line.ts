import type { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { currentRequest, isRequestId, onBehalfOf } from '../db/request-context.ts';
import type { Tracing } from '../db/tracing.ts';
import { requestIdFrom } from '../workflows/request-id.ts';
import { traceparentFrom } from '../workflows/trace.ts';

/**
 * Has each activity act on behalf of the request that its workflow was last moved by, and writes one line about it: which, of
 * which workflow, which try, how it came out and how long it took; no argument and no result. Where traces are kept and that
 * request is part of one, each try is a span of it.
 */
export const actsOnBehalfOf =
  (log: Logger, tracing: Tracing | undefined): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      execute(input, next) {
        const given = requestIdFrom(input.headers);
        const requestId = isRequestId(given) ? given : undefined;
        const parent = traceparentFrom(input.headers);
        const act = () => logged(log, context, () => next(input));
        return onBehalfOf({ requestId, traceparent: parent }, () =>
          parent && tracing ? traced(tracing, parent, context, act) : act(),
        );
      },
    },
  });

async function traced(tracing: Tracing, parent: string, { info }: Context, act: () => Promise<unknown>) {
  const span = tracing.begin({ name: `activity ${info.activityType}`, kind: 'consumer', parent });
  const facts = { 'madoguchi.attempt': info.attempt };
  try {
    const result = await onBehalfOf({ ...currentRequest(), traceparent: span.traceparent }, act);
    span.end({ facts });
    return result;
  } catch (error) {
    span.end({ facts, failure: typeOf(error) });
    throw error;
  }
}

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
