import { defaultPayloadConverter, type Headers } from '@temporalio/common';

/**
 * How the ID of the request that asked for it travels with a workflow, an update, a signal or an activity: a header, which
 * is no part of what a history is replayed by.
 */
const HEADER = 'madoguchi-request-id';
/** Under which it stands in a workflow's memo, for operators. */
export const REQUEST_ID_MEMO = 'requestId';

export const withRequestId = (headers: Headers, requestId: string | undefined): Headers =>
  requestId ? { ...headers, [HEADER]: defaultPayloadConverter.toPayload(requestId) } : headers;

export function requestIdFrom(headers: Headers): string | undefined {
  const payload = headers[HEADER];
  return payload ? defaultPayloadConverter.fromPayload<string>(payload) : undefined;
}
