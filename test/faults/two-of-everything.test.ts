import { rm } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restartUnderLoad } from '../../bench/load/rolling-restart.ts';
import { connect, type Database } from '../../db/client.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { type Cluster, startCluster } from '../../dev/cluster/cluster.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { journeys } from '../cluster/journeys.ts';
import { apply, claim, decide } from '../support/application.ts';
import { bundleOnce } from '../support/bundle.ts';
import { ENCRYPTION_KEYS, testKeys } from '../support/encryption.ts';
import { type MailServer, startMailServer } from '../support/mail.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { type PrivateTemporal, startPrivateTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

/** Two web servers behind nginx, which asks them in turns, and two workers: no process may know what another does not. */
let postgres: PrivatePostgres;
let temporal: PrivateTemporal;
let mail: MailServer;
let database: Database;
let folder: string;
let cluster: Cluster;
beforeAll(async () => {
  [postgres, temporal, mail, folder] = await Promise.all([
    startPrivatePostgres(),
    startPrivateTemporal(),
    startMailServer(),
    temporaryFolder(),
  ]);
  database = connect(postgres.url, { max: 4 });
  await seedDemo(database.db, testKeys);
  const bundle = await bundleOnce();
  cluster = await startCluster({
    folder,
    environment: {
      PATH: process.env.PATH,
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      SMTP_URL: mail.url,
      ENCRYPTION_KEYS,
      STAFF_SECOND_FACTOR: 'optional',
      TRUSTED_PROXIES: '127.0.0.0/8',
      ...('path' in bundle ? { WORKFLOW_BUNDLE: bundle.path } : {}),
    },
  });
});
afterAll(async () => {
  await cluster?.stop();
  await database?.close();
  await Promise.all([postgres?.remove(), temporal?.remove(), mail?.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** A task that is under way at a kill is Temporal's matter for 10 seconds; what is tested here is what a worker remembers. */
async function nothingUnderWay(numbers: string[]): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address });
  const { workflow } = new Client({ connection });
  for (const number of numbers)
    await waitFor(
      async () => {
        const { raw } = await workflow.getHandle(changeApplicationWorkflowId(number)).describe();
        return !raw.pendingWorkflowTask && !raw.pendingActivities?.length;
      },
      { what: `nothing under way for ${number}`, timeout: 30_000 },
    );
  await connection.close();
}

test('requests go to the web servers in turns', async () => {
  const servedBy = async () => (await fetch(`${cluster.url}/login`)).headers.get('x-served-by');
  const [one, two, three, four] = [await servedBy(), await servedBy(), await servedBy(), await servedBy()];
  expect([three, four]).toEqual([one, two]);
  expect(one).not.toBe(two);
});

test('a web server keeps idle connections for longer than the proxy does', async () => {
  const [server] = cluster.servers;
  const kept = (await fetch(`http://${server}/healthz`)).headers.get('keep-alive');
  expect(Number(/timeout=([0-9]+)/.exec(kept ?? '')?.[1])).toBeGreaterThan(60);
});

test.each(Object.entries(journeys))('%s', (_name, journey) =>
  journey({ url: cluster.url, mail, db: database.db }),
);

test('every process replaced under load: no request fails, no application is lost or doubled', async () => {
  const rates = { logins: 2, pages: 15, applications: 1.5 };
  const { requests, failed, acknowledged, lostOrDoubled } = await restartUnderLoad({
    cluster,
    db: database.db,
    rates,
  });
  expect(failed).toEqual({});
  expect(lostOrDoubled).toEqual([]);
  expect(requests).toBeGreaterThan(100);
  expect(acknowledged).toBeGreaterThan(5);
});

test('a worker killed with -9: staff decide on, the other worker takes what it had in memory', async () => {
  const db = database.db;
  const clerk = await loggedInStaff(cluster.url, 'clerk1');
  const approver = await loggedInStaff(cluster.url, 'approver1');
  const numbers: string[] = [];
  for (const code of ['201234567', '201234568', '201234569']) {
    const administrator = await loggedInUser(cluster.url, `${code}000`);
    const number = await apply(db, administrator, code, { phone: '03-7777-0001' });
    await waitFor(async () => (await claim(clerk, number)).status === 303, {
      what: 'the claim',
      timeout: 30_000,
    });
    numbers.push(number);
  }
  await nothingUnderWay(numbers);
  const [killed] = cluster.workers;
  await killed?.kill();
  const answers = await Promise.all(numbers.map((number) => decide(approver, number)));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  await killed?.start();
});
