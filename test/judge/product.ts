import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Database, Db } from '../../db/client.ts';
import { requestWorkflowStart } from '../../db/outbox.ts';
import { registrations } from '../../db/schema/registrations.ts';
import { registrationStart } from '../../workflows/registration.ts';
import { bundleOnce } from '../support/bundle.ts';
import { startServers, TEMPLATE } from '../support/global-setup.ts';
import { cloneDatabase } from '../support/postgres.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { startPrivateTemporal } from '../support/temporal.ts';
import { loggedInStaff, loggedInUser, type TestWeb } from '../support/web.ts';
import { addPeople } from '../web/security/people.ts';
import { addRecords, placeOf } from '../web/security/records.ts';
import { routes } from './routes.ts';

const folder = fileURLToPath(new URL('../output/judge/', import.meta.url));

interface JudgedProduct extends Product {
  /** A page for each route that can be looked at, its parameters those of real records. */
  pages: string[];
}

export interface JudgeServers {
  /** For what the tools write; stays until the next run. */
  folder: string;
  /** An empty, migrated database. */
  database(): ReturnType<typeof cloneDatabase>;
  /** The whole product as it really runs, with data of its own: what one person's judges break is no other's. */
  product(): Promise<JudgedProduct>;
  stop(): Promise<void>;
}

export async function startJudgeServers(): Promise<JudgeServers> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [servers, bundle] = await Promise.all([startServers(), bundleOnce()]);
  if ('error' in bundle) throw new Error(`The workflows cannot be bundled: ${bundle.error}`);
  const database = () => cloneDatabase({ url: servers.postgres.url(), template: TEMPLATE });
  return {
    folder,
    database,
    async product() {
      const { url: databaseUrl, drop } = await database();
      const temporal = await startPrivateTemporal();
      const product = await startProductOn(
        {
          databaseUrl,
          temporalAddress: temporal.address,
          temporalUiUrl: 'https://temporal.test',
          workflowBundle: bundle.path,
        },
        // As behind the proxy of a production.
        { PUBLIC_URL: 'https://portal.test', DEMO_CLIENT_ADDRESS: '', ADMIT_DOCUMENTATION_RANGES: 'false' },
      );
      const pages = await pagesOf(product.url, product.database);
      return {
        ...product,
        pages,
        async stop() {
          await product.stop();
          await Promise.all([drop(), temporal.remove()]);
        },
      };
    },
    stop: servers.stopAll,
  };
}

async function pagesOf(url: string, { db }: Database): Promise<string[]> {
  const web = {
    services: { db },
    user: (webUserId: string) => loggedInUser(url, webUserId),
    staff: (staffId: string) => loggedInStaff(url, staffId),
  } as unknown as TestWeb;
  await addPeople(web);
  const records = await addRecords(web);
  await beWaitedFor(db);
  return routes
    .filter(({ method, path }) => method === 'GET' && !/^\/(assets|gateway)\//.test(path))
    .map((route) => placeOf(route, records).path);
}

/** Of a real registration a workflow waits for what staff decide. */
async function beWaitedFor(db: Db) {
  for (const { registrationNumber, dueAt } of await db.select().from(registrations))
    await requestWorkflowStart(db, registrationStart({ registrationNumber, dueAt: dueAt.toISOString() }));
}
