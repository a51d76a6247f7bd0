import type { Headers } from '@temporalio/common';
import type { Sinks } from '@temporalio/workflow';
import { parseTraceparent, writeTraceparent } from '../domain/traceparent.ts';
import { textHeader } from './text-header.ts';

/** The span that led to a workflow, an update, a signal or an activity. */
const parentHeader = textHeader('traceparent');
/** The ID of the workflow's own span, chosen by whoever asks: a workflow that makes one up would do so anew at each replay. */
const spanIdHeader = textHeader('madoguchi-span-id');

export const withTraceparent = parentHeader.set;
export const traceparentFrom = parentHeader.get;

export const withSpan = (headers: Headers, parent: string | undefined, spanId: string): Headers =>
  parent ? spanIdHeader.set(withTraceparent(headers, parent), spanId) : headers;

/** What moved a workflow: its start, an update or a signal. */
export interface WorkflowSpan {
  name: string;
  parent: string;
  spanId: string;
  requestId: string | undefined;
  /** Milliseconds since 1970, by the workflow's clock. */
  began: number;
}

/**
 * Out of the sandbox, in which there is no network, and no clock that goes on while a workflow works: a span has ended when
 * it arrives here. Nothing arrives while a history is replayed.
 */
export interface TraceSinks extends Sinks {
  traces: { ended(span: WorkflowSpan): void };
}

/** The place of the span that a message to a workflow is to have. */
export function spanFrom(
  headers: Headers,
): { parent: string; spanId: string; traceparent: string } | undefined {
  const [parent, spanId] = [traceparentFrom(headers), spanIdHeader.get(headers)];
  const place = parseTraceparent(parent);
  return parent && spanId && place
    ? { parent, spanId, traceparent: writeTraceparent({ ...place, spanId }) }
    : undefined;
}
