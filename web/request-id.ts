import { isRequestId } from '../db/request-context.ts';
import { isTrustedProxy } from './client-address.ts';

/** W3C Trace Context; the second part is the ID of the whole trace. */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/;

interface Headers {
  requestId: string | undefined;
  traceparent: string | undefined;
}

/**
 * The ID by which a request is followed, from the access log of the proxy to the mail. Taken from `X-Request-Id`, or else
 * from the trace that `traceparent` names, where a trusted proxy sent it; otherwise made here.
 */
export function requestIdOf(peer: string | undefined, headers: Headers, trustedProxies: string[]): string {
  if (isTrustedProxy(peer, trustedProxies)) {
    if (isRequestId(headers.requestId)) return headers.requestId;
    const traceId = headers.traceparent?.match(TRACEPARENT)?.[1];
    if (traceId && !/^0+$/.test(traceId)) return traceId;
  }
  return crypto.randomUUID();
}
