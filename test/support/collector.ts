import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** Milliseconds since 1970. */
  began: number;
  ended: number;
  facts: Record<string, string | number>;
  failed: boolean;
}

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  spans: ReceivedSpan[];
  /** All that was sent, as it was sent. */
  text(): string;
  /** `silent`: takes connections and never answers. */
  mode: 'takes' | 'silent';
  /** Requests that were not answered. */
  unanswered(): number;
  close(): Promise<void>;
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string | number };
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number };
}
interface OtlpTraces {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** What stands in for an OpenTelemetry collector: OTLP over HTTP, in JSON. */
export async function startCollector(): Promise<Collector> {
  const texts: string[] = [];
  let unanswered = 0;
  const server = createServer(async (request, answer) => {
    let text = '';
    for await (const part of request) text += part;
    if (collector.mode === 'silent') {
      unanswered += 1;
      return;
    }
    texts.push(text);
    collector.spans.push(...spansOf(JSON.parse(text)));
    answer
      .writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
      .end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    text: () => texts.join('\n'),
    mode: 'takes',
    unanswered: () => unanswered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return collector;
}

const spansOf = ({ resourceSpans }: OtlpTraces): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(factsOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans).map((span) => received(service, span));
  });

function received(service: string, span: OtlpSpan): ReceivedSpan {
  const { traceId, spanId, parentSpanId, name } = span;
  return {
    service,
    traceId,
    spanId,
    ...(parentSpanId ? { parentSpanId } : {}),
    name,
    began: Number(span.startTimeUnixNano) / 1e6,
    ended: Number(span.endTimeUnixNano) / 1e6,
    facts: factsOf(span.attributes),
    failed: span.status.code === 2,
  };
}

const factsOf = (attributes: Attribute[]): Record<string, string | number> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)] as const),
  );
