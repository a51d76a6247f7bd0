import type { WorkflowInterceptors } from '@temporalio/workflow';
import { requestIdFrom, withRequestId } from './request-id.ts';

/**
 * Gives each activity the ID of the request that last moved the workflow: its start, or an update or signal since. Nothing
 * here waits or is asynchronous, so that histories that were made without it replay as they were.
 */
export const interceptors = (): WorkflowInterceptors => {
  let requestId: string | undefined;
  const movedBy = (headers: Parameters<typeof requestIdFrom>[0]) => {
    requestId = requestIdFrom(headers) ?? requestId;
  };
  return {
    inbound: [
      {
        execute(input, next) {
          movedBy(input.headers);
          return next(input);
        },
        handleUpdate(input, next) {
          movedBy(input.headers);
          return next(input);
        },
        handleSignal(input, next) {
          movedBy(input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) =>
          next({ ...input, headers: withRequestId(input.headers, requestId) }),
        scheduleLocalActivity: (input, next) =>
          next({ ...input, headers: withRequestId(input.headers, requestId) }),
      },
    ],
  };
};
