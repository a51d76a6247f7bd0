import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { parseTraceparent, writeTraceparent } from '../domain/traceparent.ts';
import { currentRequestId } from './request-context.ts';
import type { Facts, Span, SpanEnd, SpanStart, Tracing, TracingOptions } from './tracing.ts';

/** Milliseconds that spans are gathered for, and that the collector is given to take them. */
const GATHER = 1_000;
const PATIENCE = 2_000;
/** Milliseconds in which the last spans are delivered when the process ends: less than whoever ends it waits. */
const LAST_CALL = 3_000;

const kinds: Record<SpanStart['kind'], SpanKind> = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/**
 * Sends spans to an OpenTelemetry collector. Imported only where one is configured (db/tracing.ts). At most some two thousand
 * spans are kept; while the collector is away or slow, further ones are dropped, and nobody waits.
 */
export function traceTo({ endpoint, service, log }: TracingOptions & { endpoint: string }): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: PATIENCE }), log);
  const ids = new Ids();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': `madoguchi-${service}`,
      'service.instance.id': randomUUID(),
    }),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: GATHER, exportTimeoutMillis: 2 * PATIENCE }),
    ],
  });
  const tracer = provider.getTracer('madoguchi');

  return {
    begin({ name, kind, parent, spanId, began }: SpanStart): Span {
      ids.next = spanId;
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: requestFacts(), ...(began ? { startTime: began } : {}) },
        contextOf(parent),
      );
      ids.next = undefined;
      const { traceFlags, ...place } = span.spanContext();
      return {
        traceparent: writeTraceparent({ ...place, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }),
        end(end: SpanEnd = {}) {
          if (end.name) span.updateName(end.name);
          span.setAttributes({ ...end.facts, ...(end.failure ? { 'error.type': end.failure } : {}) });
          if (end.failure) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async stop() {
      await Promise.race([provider.shutdown().catch(() => {}), pause(LAST_CALL, undefined, { ref: false })]);
    },
  };
}

/** By which a span leads to log lines, mails and the memo of a workflow, and they to it. */
function requestFacts(): Facts {
  const requestId = currentRequestId();
  return requestId ? { 'madoguchi.request_id': requestId } : {};
}

function contextOf(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** Random ones, except where the next span's was chosen beforehand. */
class Ids implements IdGenerator {
  next: string | undefined;
  readonly #random = new RandomIdGenerator();
  generateTraceId = () => this.#random.generateTraceId();
  generateSpanId = () => this.next ?? this.#random.generateSpanId();
}

/** Says once that a collector does not take spans any more, and once that it does again. */
function telling(exporter: SpanExporter, log: Logger): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !isAway) log.warn('The collector does not take traces; some will be missing');
        if (!failed && isAway) log.info('The collector takes traces again');
        isAway = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
