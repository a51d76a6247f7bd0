import { type Logger, pino } from 'pino';
import { connect } from '../../db/client.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { createApp } from '../../web/app.ts';
import { readConfig } from '../../web/config.ts';
import type { Services } from '../../web/context.ts';
import { type DeclaredRoute, declaredRoutes } from '../../web/declared-access.ts';
import { connectTemporal } from '../../web/temporal.ts';
import { ENCRYPTION_KEYS } from './encryption.ts';
import { servers, uniqueName } from './environment.ts';
import { createTestDatabase } from './postgres.ts';
import { loggedIn, Visitor } from './visitor.ts';

export { DEMO_PASSWORD, loggedInStaff, loggedInUser, pageOf, Visitor, visitorOf } from './visitor.ts';

const PUBLIC_URL = 'http://portal.test';

export interface TestWeb {
  services: Services;
  /** For a worker that shall serve this web server's workflows. */
  environment: {
    DATABASE_URL: string;
    TEMPORAL_ADDRESS: string;
    TEMPORAL_TASK_QUEUE: string;
    PUBLIC_URL: string;
    ENCRYPTION_KEYS: string;
  };
  /** A browser without a session, at a peer address where one is given. */
  visitor(peer?: string): Visitor;
  /** A browser of a logged-in customer. */
  user(webUserId: string): Promise<Visitor>;
  /** A browser of logged-in staff. */
  staff(staffId: string): Promise<Visitor>;
  /** Everything that the server can be asked. */
  routes: DeclaredRoute[];
  close(): Promise<void>;
}

/** The real web server, in this process, over a real Postgres with demo data and a real Temporal. */
export async function startTestWeb(
  overrides: Record<string, string> = {},
  logger: Logger = pino({ level: 'silent' }),
): Promise<TestWeb> {
  const testDatabase = await createTestDatabase();
  const environment = {
    DATABASE_URL: testDatabase.url,
    TEMPORAL_ADDRESS: servers().temporal.address,
    TEMPORAL_TASK_QUEUE: uniqueName('web'),
    PUBLIC_URL,
    ENCRYPTION_KEYS,
    STAFF_SECOND_FACTOR: 'optional',
    ...overrides,
  };
  const config = readConfig({ ...environment, LOG_LEVEL: 'silent' });
  const database = connect(config.DATABASE_URL);
  await seedDemo(database.db, config.ENCRYPTION_KEYS);
  const temporal = connectTemporal(config);
  const services = { db: database.db, temporal, config, logger };
  const app = createApp(services);
  const visitor = (peer?: string) => {
    const connection = peer ? { incoming: { socket: { remoteAddress: peer } } } : {};
    return new Visitor((path, init) => Promise.resolve(app.request(path, init, connection)));
  };

  return {
    services,
    environment,
    visitor,
    routes: declaredRoutes(app),
    user: (webUserId) => loggedIn(visitor(), '/login', { webUserId }),
    staff: (staffId) => loggedIn(visitor(), '/office/login', { staffId }),
    async close() {
      await Promise.all([database.close(), temporal.close()]);
      await testDatabase.drop();
    },
  };
}
