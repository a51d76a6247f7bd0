import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { connect } from '../db/client.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { endOnWrongKeys } from './key-check.ts';
import { connectTemporal } from './temporal.ts';

const config = readConfig();
const logger = pino({ level: config.LOG_LEVEL, base: { service: 'web' } });
const database = connect(config.DATABASE_URL);
const temporal = connectTemporal(config);
const services = { db: database.db, temporal, config, logger };
const app = createApp(services);
void endOnWrongKeys(services);

const server = serve({ fetch: app.fetch, port: config.PORT, hostname: config.HOST }, ({ port }) =>
  logger.info({ port }, 'web server is listening'),
);

/** Running requests finish; then connections close. */
async function stop() {
  logger.info('stopping');
  server.close();
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  setTimeout(() => process.exit(0), 10_000).unref();
  await new Promise<void>((resolve) => server.once('close', resolve));
  await Promise.allSettled([database.close(), temporal.close()]);
  process.exit(0);
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
