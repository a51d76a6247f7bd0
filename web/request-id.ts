import { isRequestId, type RequestContext } from '../db/request-context.ts';
import { parseTraceparent } from '../domain/traceparent.ts';
import { isTrustedProxy } from './client-address.ts';

interface Headers {
  requestId?: string | undefined;
  traceparent?: string | undefined;
}

/**
 * The ID by which a request is followed, from the access log of the proxy to the mail: taken from `X-Request-Id`, or else
 * from the trace that `traceparent` names, where a trusted proxy sent it; otherwise made here. And that `traceparent`:
 * anybody else could write into others' traces.
 */
export function requestOf(
  peer: string | undefined,
  headers: Headers,
  trustedProxies: string[],
): RequestContext & { requestId: string } {
  const { requestId, traceparent }: Headers = isTrustedProxy(peer, trustedProxies) ? headers : {};
  const place = parseTraceparent(traceparent);
  return {
    requestId: [requestId, place?.traceId].find(isRequestId) ?? crypto.randomUUID(),
    traceparent: place && traceparent,
  };
}
