import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from './client.ts';

/** All that this process counts and measures of itself; served only where METRICS_PORT is set. */
export const registry = new Registry();

export interface MetricsOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  log: Logger;
  database: Database;
  /** Brings values up to date before they are read. */
  refresh?: () => Promise<void>;
  /** Further metrics in the same form. */
  others?: () => Promise<string>;
}

export interface MetricsServer {
  port: number;
  close(): void;
}

/**
 * `GET /metrics` in Prometheus' text form, on a port of its own: nothing of it is for customers. `/healthz` answers as long as
 * the process lives, for a worker, which has no other port.
 */
export async function serveMetrics(options: MetricsOptions): Promise<MetricsServer> {
  const { host, log, database, refresh = async () => {}, others = async () => '' } = options;
  collectDefaultMetrics({ register: registry });
  measureConnections(database);
  const server = createServer(async (request, answer) => {
    if (request.url === '/healthz') return answer.writeHead(200).end('ok\n');
    if (request.method !== 'GET' || request.url !== '/metrics') return answer.writeHead(404).end();
    try {
      await refresh();
      const text = `${await registry.metrics()}${await others()}`;
      answer.writeHead(200, { 'content-type': registry.contentType }).end(text);
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'metrics could not be read');
      answer.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  log.info({ port }, 'metrics are served');
  return { port, close: () => void server.close().closeAllConnections() };
}

/** The pool of this process, as it is at the moment that it is read. */
function measureConnections({ counts }: Database): void {
  new Gauge({
    name: 'madoguchi_database_connections',
    help: 'Connections to Postgres: in use, idle, and how many pieces of work wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, idle, waiting } = counts();
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waited_for' }, waiting);
    },
  });
  new Gauge({
    name: 'madoguchi_database_connections_lost_total',
    help: 'Connections to Postgres that were lost since the start',
    registers: [registry],
    collect() {
      this.set(counts().lost);
    },
  });
}
