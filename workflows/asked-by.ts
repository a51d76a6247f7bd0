import type { WorkflowClientInterceptor } from '@temporalio/client';
import { REQUEST_ID_MEMO, withRequestId } from './request-id.ts';

type Memo = Record<string, unknown> | undefined;

/** Of a client of Temporal: tells workflows on behalf of which request they are started, asked or signalled. */
export function askedBy(currentRequestId: () => string | undefined): WorkflowClientInterceptor {
  const headersOf = ({ headers }: { headers: Parameters<typeof withRequestId>[0] }) =>
    withRequestId(headers, currentRequestId());
  const memo = (given: Memo): { memo?: Record<string, unknown> } => {
    const requestId = currentRequestId();
    return requestId ? { memo: { ...given, [REQUEST_ID_MEMO]: requestId } } : {};
  };
  return {
    startWithDetails: (input, next) =>
      next({
        ...input,
        headers: headersOf(input),
        options: { ...input.options, ...memo(input.options.memo) },
      }),
    signalWithStart: (input, next) =>
      next({
        ...input,
        headers: headersOf(input),
        options: { ...input.options, ...memo(input.options.memo) },
      }),
    startUpdateWithStart: (input, next) =>
      next({
        ...input,
        workflowStartHeaders: withRequestId(input.workflowStartHeaders, currentRequestId()),
        updateHeaders: withRequestId(input.updateHeaders, currentRequestId()),
        workflowStartOptions: { ...input.workflowStartOptions, ...memo(input.workflowStartOptions.memo) },
      }),
    startUpdate: (input, next) => next({ ...input, headers: headersOf(input) }),
    signal: (input, next) => next({ ...input, headers: headersOf(input) }),
  };
}
