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

export const DEMO_PASSWORD = 'demo only, never in production';
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

/** A browser at a real web process. */
export const visitorOf = (url: string): Visitor =>
  new Visitor((path, init) => fetch(url + path, { ...init, redirect: 'manual' }));

export const loggedInUser = (url: string, webUserId: string) =>
  loggedIn(visitorOf(url), '/login', { webUserId });
export const loggedInStaff = (url: string, staffId: string) =>
  loggedIn(visitorOf(url), '/office/login', { staffId });

async function loggedIn(visitor: Visitor, path: string, who: Record<string, string>): Promise<Visitor> {
  const answer = await visitor.post(path, { ...who, password: DEMO_PASSWORD });
  if (answer.status !== 303) throw new Error(`login of ${Object.values(who)} answered ${answer.status}`);
  return visitor;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Behaves like a browser: keeps cookies, says where its requests come from; does not follow redirects by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#request(path, { method: 'GET', headers });
  }

  /** Submits a form from one of our own pages, pairs where names repeat; `headers` can make it come from elsewhere. */
  post(
    path: string,
    form: Record<string, string> | [string, string][] = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#request(path, {
      method: 'POST',
      headers: {
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
    });
  }

  /** The page at the end of redirects. */
  async follow(answer: Response): Promise<Response> {
    const location = answer.headers.get('location');
    return location ? this.follow(await this.get(location)) : answer;
  }

  async #request(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#send(path, {
      ...init,
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const set of answer.headers.getSetCookie()) this.#keep(set);
    return answer;
  }

  #keep(setCookie: string) {
    const [pair = ''] = setCookie.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (/max-age=0/i.test(setCookie)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}
