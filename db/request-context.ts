import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work at hand was asked for by. */
export interface RequestContext {
  /** Letters, digits, `-` and `_`; tells nothing about anybody. */
  requestId?: string | undefined;
  /** The span that the work is part of, where traces are kept (W3C Trace Context). */
  traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Does `work`, and all that it calls, on behalf of a request: its log lines, outbox rows and mails have its ID. */
export const onBehalfOf = <Result>(request: RequestContext, work: () => Result): Result =>
  storage.run(request, work);

/** On whose behalf this runs; a clock that goes off acts for none. */
export const currentRequest = (): RequestContext => storage.getStore() ?? {};

export const currentRequestId = (): string | undefined => currentRequest().requestId;

/** Whether a text that came from elsewhere may serve as a request's ID: in logs, headers of mails, and columns. */
export const isRequestId = (text: unknown): text is string =>
  typeof text === 'string' && /^[\w-]{16,64}$/.test(text);
