import { connect, type Database } from '../../db/client.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { ENCRYPTION_KEYS, testKeys } from './encryption.ts';
import { servers, uniqueName, workflowBundlePath } from './environment.ts';
import { type MailServer, startMailServer } from './mail.ts';
import { createTestDatabase } from './postgres.ts';
import {
  type ServiceEnvironment,
  startWeb,
  startWorker,
  type TestProcess,
  type WebProcess,
} from './processes.ts';

export interface Product {
  /** Address of the web server. */
  readonly url: string;
  readonly environment: ServiceEnvironment;
  readonly mail: MailServer;
  readonly database: Database;
  readonly web: WebProcess;
  readonly worker: TestProcess;
  stop(): Promise<void>;
}

/** On which servers a product runs: this run's shared ones, or private ones that a test can stop. */
export interface ProductServers {
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl: string;
  /** Path of a prebuilt bundle; without it the worker bundles the workflows itself. */
  workflowBundle?: string;
}

/** The whole product on this run's servers, with a database of its own. */
export async function startProduct(
  overrides: Record<string, string> = {},
  temporal: { address: string; uiUrl: string } = servers().temporal,
): Promise<Product> {
  const testDatabase = await createTestDatabase();
  const product = await startProductOn(
    {
      databaseUrl: testDatabase.url,
      temporalAddress: temporal.address,
      temporalUiUrl: temporal.uiUrl,
      workflowBundle: workflowBundlePath(),
    },
    overrides,
  );
  const stop = async () => {
    await product.stop();
    await testDatabase.drop();
  };
  return { ...product, stop };
}

/**
 * The whole product as it really runs: a web process, a worker process, demo data, and a mail server to look into.
 * `ofWorker` is for the worker alone.
 */
export async function startProductOn(
  { databaseUrl, temporalAddress, temporalUiUrl, workflowBundle }: ProductServers,
  overrides: Record<string, string> = {},
  ofWorker: Record<string, string> = {},
): Promise<Product> {
  const database = connect(databaseUrl, { max: 4 });
  await seedDemo(database.db, testKeys);
  const mail = await startMailServer();
  const environment: ServiceEnvironment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_UI_URL: temporalUiUrl,
    TEMPORAL_TASK_QUEUE: uniqueName('product'),
    SMTP_URL: mail.url,
    ENCRYPTION_KEYS,
    STAFF_SECOND_FACTOR: 'optional',
    TRUSTED_PROXIES: '127.0.0.0/8',
    DEMO_CLIENT_ADDRESS: '203.0.113.101',
    ADMIT_DOCUMENTATION_RANGES: 'true',
    ...(workflowBundle ? { WORKFLOW_BUNDLE: workflowBundle } : {}),
    ...overrides,
  };
  const web = await startWeb(environment);
  environment.PUBLIC_URL = web.url;
  const worker = await startWorker({ ...environment, ...ofWorker });
  return {
    url: web.url,
    environment,
    mail,
    database,
    web,
    worker,
    async stop() {
      await Promise.all([web.stop(), worker.stop()]);
      await Promise.all([mail.close(), database.close()]);
    },
  };
}
