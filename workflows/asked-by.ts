import { randomBytes } from 'node:crypto';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import { REQUEST_ID_MEMO, withRequestId } from './request-id.ts';
import { withSpan } from './trace.ts';

type Memo = Record<string, unknown> | undefined;

interface Asker {
  requestId?: string | undefined;
  traceparent?: string | undefined;
}

/** Of a client of Temporal: tells workflows on behalf of which request, in which trace, they are started, asked or signalled. */
export function askedBy(currentRequest: () => Asker): WorkflowClientInterceptor {
  const headersFor = (headers: Headers) => {
    const { requestId, traceparent } = currentRequest();
    return withSpan(withRequestId(headers, requestId), traceparent, randomBytes(8).toString('hex'));
  };
  const memo = (given: Memo): { memo?: Record<string, unknown> } => {
    const { requestId } = currentRequest();
    return requestId ? { memo: { ...given, [REQUEST_ID_MEMO]: requestId } } : {};
  };
  return {
    startWithDetails: (input, next) =>
      next({
        ...input,
        headers: headersFor(input.headers),
        options: { ...input.options, ...memo(input.options.memo) },
      }),
    signalWithStart: (input, next) =>
      next({
        ...input,
        headers: headersFor(input.headers),
        options: { ...input.options, ...memo(input.options.memo) },
      }),
    startUpdateWithStart: (input, next) =>
      next({
        ...input,
        workflowStartHeaders: headersFor(input.workflowStartHeaders),
        updateHeaders: headersFor(input.updateHeaders),
        workflowStartOptions: { ...input.workflowStartOptions, ...memo(input.workflowStartOptions.memo) },
      }),
    startUpdate: (input, next) => next({ ...input, headers: headersFor(input.headers) }),
    signal: (input, next) => next({ ...input, headers: headersFor(input.headers) }),
  };
}
