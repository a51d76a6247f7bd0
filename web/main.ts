import { serve } from '@hono/node-server';
import { connect } from '../db/client.ts';
import { createLogger } from '../db/log.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { endOnWrongKeys } from './key-check.ts';
import { connectTemporal } from './temporal.ts';

/**
 * Milliseconds that an idle connection is kept: longer than any proxy keeps its side (nginx 60 s), so that it is never this
 * side that closes one on which a request is just being sent. Node's own 5 s lose a request now and then.
 */
const KEPT_OPEN = 75_000;

const config = readConfig();
const logger = createLogger({ service: 'web', level: config.LOG_LEVEL });
const database = connect(config.DATABASE_URL);
const temporal = connectTemporal(config);
const services = { db: database.db, temporal, config, logger };
const app = createApp(services);
void endOnWrongKeys(services);

const server = serve(
  {
    fetch: app.fetch,
    port: config.PORT,
    hostname: config.HOST,
    serverOptions: { keepAliveTimeout: KEPT_OPEN },
  },
  ({ port }) => logger.info({ port }, 'web server is listening'),
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
