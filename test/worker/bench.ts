import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { reconciliationActivities } from '../../activities/reconciliation.ts';
import { reconcile } from '../../worker/reconcile.ts';
import { type Relay, startRelay } from '../../worker/relay.ts';
import { type Bench, startBench } from '../activities/bench.ts';
import { servers, uniqueName, workflowBundlePath } from '../support/environment.ts';

export interface Service extends Bench {
  client: Client;
  taskQueue: string;
  end(): Promise<void>;
}

/** Database, mail server, relay and worker, on this run's Temporal, with a task queue of their own. */
export async function startService(): Promise<Service> {
  const bench = await startBench();
  const { address, namespace } = servers().temporal;
  const taskQueue = uniqueName('worker');
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace, identity: 'client' });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    identity: 'worker',
    workflowBundle: { codePath: workflowBundlePath() },
    activities: {
      ...bench.activities,
      ...reconciliationActivities({
        reconcile: (since) =>
          reconcile({ db: bench.db, client, taskQueue, since, patience: 100, print: () => {} }),
      }),
    },
  });
  const running = worker.run();
  const relay = startTestRelay(bench, client, taskQueue);
  return {
    ...bench,
    client,
    taskQueue,
    async end() {
      await relay.stop();
      worker.shutdown();
      await running;
      await native.close();
      await connection.close();
      await bench.tearDown();
    },
  };
}

export const startTestRelay = (
  { db, url }: Pick<Bench, 'db' | 'url'>,
  client: Client,
  taskQueue: string,
  pollEvery = 500,
): Relay =>
  startRelay({ db, databaseUrl: url, client, taskQueue, pollEvery, log: pino({ level: 'silent' }) });
