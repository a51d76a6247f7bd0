import type { Headers } from '@temporalio/common';
import { proxySinks, type WorkflowInterceptors, workflowInfo } from '@temporalio/workflow';
import { requestIdFrom, withRequestId } from './request-id.ts';
import { spanFrom, type TraceSinks, withTraceparent } from './trace.ts';

/**
 * Gives each activity the ID of the request that last moved the workflow (its start, or an update or signal since) and its
 * place in the trace of it. Nothing here waits or is asynchronous, so that histories that were made without it replay as
 * they were.
 */
export const interceptors = (): WorkflowInterceptors => {
  const { traces } = proxySinks<TraceSinks>();
  let requestId: string | undefined;
  let traceparent: string | undefined;
  let lastSpanId: string | undefined;

  /** Returns what tells of the move's span once it is over. */
  const movedBy = (headers: Headers, name: string, began = Date.now()): (() => void) => {
    const span = spanFrom(headers);
    const isBy = requestIdFrom(headers);
    // Whoever is not traced must not be taken for the one before.
    if (span || isBy) traceparent = span?.traceparent;
    requestId = isBy ?? requestId;
    // A signal that started its workflow comes with the headers of the start.
    if (!span || span.spanId === lastSpanId) return () => {};
    lastSpanId = span.spanId;
    const { parent, spanId } = span;
    return () => traces.ended({ name, parent, spanId, requestId: isBy, began });
  };
  const forActivity = (headers: Headers) => withTraceparent(withRequestId(headers, requestId), traceparent);

  return {
    inbound: [
      {
        execute(input, next) {
          const { workflowType, startTime } = workflowInfo();
          movedBy(input.headers, `workflow ${workflowType}`, startTime.getTime())();
          return next(input);
        },
        handleUpdate(input, next) {
          const over = movedBy(input.headers, `update ${input.name}`);
          const answer = next(input);
          // Beside the answer, which it does not delay.
          answer.then(over, over);
          return answer;
        },
        handleSignal(input, next) {
          movedBy(input.headers, `signal ${input.signalName}`)();
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next({ ...input, headers: forActivity(input.headers) }),
        scheduleLocalActivity: (input, next) => next({ ...input, headers: forActivity(input.headers) }),
      },
    ],
  };
};
