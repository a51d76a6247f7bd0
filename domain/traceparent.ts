/** Where in which trace something stands, as W3C Trace Context writes it in one line. */
export interface TracePlace {
  traceId: string;
  spanId: string;
  /** Whether whoever began the trace wants it kept. */
  isSampled: boolean;
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** Undefined for what is no `traceparent`. */
export function parseTraceparent(text: string | undefined): TracePlace | undefined {
  const [, traceId = '', spanId = '', flags = ''] = text?.match(TRACEPARENT) ?? [];
  const isOne = /[^0]/.test(traceId) && /[^0]/.test(spanId);
  return isOne ? { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 } : undefined;
}

export const writeTraceparent = ({ traceId, spanId, isSampled }: TracePlace): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
