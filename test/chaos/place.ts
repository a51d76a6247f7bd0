import { type Cluster, startCluster } from '../../dev/cluster/cluster.ts';
import { startServers } from '../../dev/cluster/servers.ts';
import { freePort } from '../../dev/ports.ts';
import { bundleOnce } from '../support/bundle.ts';
import { startMailServer } from '../support/mail.ts';
import { startPrivatePostgres } from '../support/postgres.ts';
import { startWeb, startWorker, type TestProcess, type WebProcess } from '../support/processes.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { startPrivateTemporal } from '../support/temporal.ts';
import type { MovableClock } from './clock.ts';
import { startAnswerHolder } from './held-answers.ts';

/** The product on servers of its own, each of which can be ended and started again. */
export interface Place {
  product: Pick<Product, 'url' | 'environment' | 'mail' | 'database'>;
  postgres: { restart(): Promise<void>; kill(): Promise<void>; start(): Promise<void> };
  temporal: {
    readonly address: string;
    stop(): Promise<void>;
    kill(): Promise<void>;
    start(): Promise<void>;
  };
  /** Ends one with -9 and starts another at once; resolves when that is there. */
  replace(room: 'web' | 'worker'): Promise<void>;
  /** Keeps from the worker that it has committed what `isIt` finds there; until the function that it returns is called. */
  holdAnswers(isIt: () => Promise<boolean>): () => void;
  /** Ends and removes everything. */
  stop(): Promise<void>;
}

/** One web server, and one worker whose answers from Postgres can be held back, over Temporal's development server. */
export async function oneOfEach(clock: MovableClock): Promise<Place> {
  const [postgres, temporal, bundle] = await Promise.all([
    startPrivatePostgres(),
    startPrivateTemporal(),
    bundleOnce(),
  ]);
  if ('error' in bundle) throw new Error(`The workflows cannot be bundled: ${bundle.error}`);
  const servers = {
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
    workflowBundle: bundle.path,
  };
  const port = String(await freePort());
  const holder = await startAnswerHolder(postgres.url);
  const product = await startProductOn(
    servers,
    { ...clock.environment, PORT: port },
    { DATABASE_URL: holder.url },
  );
  const running: { web: WebProcess; worker: TestProcess } = { web: product.web, worker: product.worker };
  return {
    product,
    postgres,
    temporal,
    async replace(room) {
      await running[room].kill();
      if (room === 'web') running.web = await startWeb(product.environment, { until: 'healthz' });
      else running.worker = await startWorker({ ...product.environment, DATABASE_URL: holder.url });
    },
    holdAnswers: holder.hold,
    async stop() {
      await Promise.all([running.web.stop(), running.worker.stop()]);
      await product.stop();
      await holder.close();
      await Promise.all([postgres.remove(), temporal.remove()]);
    },
  };
}

/** Two of each behind a proxy, over a Temporal server that keeps its state in the same Postgres (`npm run cluster`). */
export async function twoOfEach(clock: MovableClock): Promise<Place> {
  const servers = await startServers(console.log);
  const { postgres, temporal, database } = servers;
  const mail = await startMailServer();
  const cluster = await startCluster({
    folder: servers.folder,
    environment: { ...servers.environment, ...clock.environment, SMTP_URL: mail.url },
  });
  const start = async () => {
    await postgres.start();
  };
  return {
    product: {
      url: cluster.url,
      environment: cluster.environment as Product['environment'],
      mail,
      database,
    },
    postgres: {
      start,
      kill: postgres.kill,
      restart: () => postgres.stop().then(start),
    },
    temporal,
    replace: inTurns(cluster),
    // Which of two is told nothing cannot be chosen, nor that it is the one that ends.
    holdAnswers: () => () => {},
    async stop() {
      await cluster.stop();
      await mail.close();
      await servers.stop();
    },
  };
}

function inTurns({ webs, workers }: Cluster): Place['replace'] {
  let turn = 0;
  return async (room) => {
    const members = room === 'web' ? webs : workers;
    const member = members[turn++ % members.length];
    await member?.kill();
    await member?.start();
  };
}
