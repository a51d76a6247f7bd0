import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { connect } from '../db/client.ts';
import { createLogger } from '../db/log.ts';
import { serveMetrics } from '../db/metrics.ts';
import { openTracing } from '../db/tracing.ts';
import { outliveLostConnections } from '../db/unheard.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { connectionTimes, limitConnections } from './connections.ts';
import type { Services } from './context.ts';
import { endOnWrongKeys } from './key-check.ts';
import { stopServing } from './shutdown.ts';
import { connectTemporal } from './temporal.ts';

const config = readConfig();
const logger = createLogger({ service: 'web', level: config.LOG_LEVEL });
outliveLostConnections(() => logger.warn('a connection to the database broke as it was opened'));
const database = connect(config.DATABASE_URL);
const temporal = connectTemporal(config);
const tracing = await openTracing({
  endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  service: 'web',
  log: logger,
});
const services: Services = { db: database.db, temporal, config, logger, tracing };
const app = createApp(services);
if (config.METRICS_PORT !== undefined)
  await serveMetrics({ port: config.METRICS_PORT, host: config.METRICS_HOST, log: logger, database });
void endOnWrongKeys(services);

const server = serve(
  {
    fetch: app.fetch,
    port: config.PORT,
    hostname: config.HOST,
    serverOptions: connectionTimes,
  },
  ({ port }) => logger.info({ port }, 'web server is listening'),
);

limitConnections(server as Server);

/** Milliseconds in which running requests finish; docker-compose.yml and the like have to wait for longer. */
const PATIENCE = 10_000;

let asked = false;
async function stop() {
  if (asked) return;
  asked = true;
  logger.info('stopping');
  const delay = config.SHUTDOWN_DELAY * 1_000;
  services.isStopping = true;
  const finished = await stopServing(server as Server, { delay, patience: PATIENCE });
  if (!finished) logger.warn('requests were cut off that took too long');
  await Promise.allSettled([database.close(), temporal.close(), tracing?.stop()]);
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
