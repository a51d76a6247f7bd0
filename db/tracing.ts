import type { Logger } from 'pino';

/** What a span says beside its name and times: words of our own and figures, never what names a person. */
export type Facts = Record<string, string | number>;

export interface SpanStart {
  name: string;
  kind: 'server' | 'producer' | 'consumer';
  /** `traceparent` of the span that led to it; without one a trace begins. */
  parent?: string | undefined;
  /** Chosen beforehand by whoever asked for the work; otherwise made here. */
  spanId?: string;
  /** Milliseconds since 1970; otherwise now. */
  began?: number;
}

export interface SpanEnd {
  /** Instead of the first one. */
  name?: string;
  facts?: Facts;
  /** Why it failed: the name of a class or a code, never a message. */
  failure?: string | undefined;
}

/** One that never ends is never told of. */
export interface Span {
  /** For what it leads to. */
  readonly traceparent: string;
  end(end?: SpanEnd): void;
}

export interface Tracing {
  begin(start: SpanStart): Span;
  /** Delivers what is left, within seconds. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Base address of an OpenTelemetry collector (OTLP over HTTP); without one there are no traces. */
  endpoint: string | undefined;
  service: 'web' | 'worker';
  log: Logger;
}

/** Nothing of OpenTelemetry's SDK is loaded where no traces are wanted. */
export async function openTracing({ endpoint, ...options }: TracingOptions): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { traceTo } = await import('./opentelemetry.ts');
  return traceTo({ endpoint, ...options });
}
