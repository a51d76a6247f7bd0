import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reconciliation } from '../../activities/reconciliation.ts';
import { backUp } from '../../db/backup.ts';
import { readManifest } from '../../db/backup-manifest.ts';
import { connect } from '../../db/client.ts';
import { restore } from '../../db/restore.ts';
import { accessEventSeals, changeApplications, insuredParties } from '../../db/schema/index.ts';
import { verifyCommand } from '../../db/verify-access-history.ts';
import { findPostgresTools } from '../../dev/programs.ts';
import { reconcile } from '../../worker/reconcile.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { apply, claim, decide } from '../support/application.ts';
import { startWeb, startWorker, type TestProcess, type WebProcess } from '../support/processes.ts';
import { type Product, startProduct } from '../support/product.ts';
import { runSql } from '../support/sql.ts';
import { startPrivateTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

let product: Product;
let folder: string;
let path: string | undefined;
beforeAll(async () => {
  path = process.env.PATH;
  process.env.PATH = [await findPostgresTools(console.log), path].join(delimiter);
  [product, folder] = await Promise.all([startProduct(), temporaryFolder()]);
});
afterAll(async () => {
  process.env.PATH = path;
  await Promise.all([web?.stop(), worker?.stop()]);
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

/** After a restore; the product's own were stopped before it. */
let web: WebProcess | undefined;
let worker: TestProcess | undefined;

const quiet = () => {};
const url = () => product.environment.DATABASE_URL;
const server = () => Object.assign(new URL(url()), { pathname: '/postgres' }).href;
const name = () => new URL(url()).pathname.slice(1);

const TWO_APPROVALS = { name: '青凪ホールディングス株式会社' };

test('a database that was destroyed comes back from its backup, and open applications go on', async () => {
  const { db } = product.database;
  const [clerk, first, one, two, three] = [
    await loggedInStaff(product.url, 'clerk1'),
    await loggedInStaff(product.url, 'approver1'),
    await loggedInUser(product.url, '201234567000'),
    await loggedInUser(product.url, '201234568000'),
    await loggedInUser(product.url, '201234569000'),
  ];
  const waiting = await apply(db, one, '201234567', TWO_APPROVALS);
  await claim(clerk, waiting);
  expect((await decide(first, waiting)).status).toBe(303);
  const goesOn = await apply(db, two, '201234568', { fax: '03-9000-0002' });
  await claim(clerk, goesOn);
  await expect.poll(() => db.$count(accessEventSeals)).toBeGreaterThan(0);

  await runSql(server(), `create database ${name()}_temporal`);
  const temporalUrls = [Object.assign(new URL(url()), { pathname: `/${name()}_temporal` }).href];
  await runSql(temporalUrls[0] ?? '', 'create table executions as select 7 as shard');
  const backup = await backUp({ url: url(), temporalUrls, to: folder, now: new Date(), print: quiet });
  const manifest = await readManifest(backup);
  expect(manifest.rows.change_applications).toBe(2);
  expect((await stat(join(backup, 'madoguchi.dump'))).mode & 0o077, 'read by its owner alone').toBe(0);

  expect((await decide(first, goesOn)).status).toBe(303);
  const tooNew = await apply(db, three, '201234569', { phone: '052-123-0003' });
  await withClient(async ({ workflow }) => {
    await workflow.getHandle(changeApplicationWorkflowId(goesOn)).result();
    const begun = () =>
      workflow
        .getHandle(changeApplicationWorkflowId(tooNew))
        .describe()
        .then(({ status }) => status.name, quiet);
    await expect.poll(begun).toBe('RUNNING');
  });
  await Promise.all([product.web.stop(), product.worker.stop()]);

  const target = { url: url(), temporalUrls, from: backup, print: quiet };
  await expect(restore({ ...target, replace: false })).rejects.toThrow(/others are connected/);
  await product.database.close();
  await expect(restore({ ...target, replace: false })).rejects.toThrow(/is not empty/);
  await runSql(server(), `drop database ${name()} with (force)`);
  await runSql(server(), `create database ${name()}`);
  await restore({ ...target, temporalUrls: [], replace: false });
  await runSql(temporalUrls[0] ?? '', 'update executions set shard = 8');
  await restore({ ...target, replace: true });
  expect(await runSql(temporalUrls[0] ?? '', 'select shard from executions')).toEqual([{ shard: 7 }]);
  await runSql(server(), `drop database ${name()}_temporal with (force)`);

  expect(await verifyCommand(url(), manifest.seal ? ['--expect', manifest.seal] : [], quiet)).toBe(0);
  const [next] = await runSql<{ id: string }>(
    url(),
    `insert into outbox (workflow_type, workflow_id, input, delivered_at) values ('none', 'none', '{}', now()) returning outbox_id as id`,
  );
  expect(Number(next?.id), 'sequences go on').toBeGreaterThan(manifest.rows.outbox ?? 0);

  await startAgain();
  expect(await reconciled()).toEqual({
    right: 1,
    underWay: 0,
    started: 1,
    startedAnew: 0,
    ended: 1,
    unanswered: 0,
  });
  expect(await reconciled()).toMatchObject({ started: 0, startedAnew: 0, ended: 0 });
  expect(await stageOf(tooNew)).toBeUndefined();
  expect((await decide(await staff('approver1'), goesOn)).status).toBe(303);
  await expect.poll(() => stageOf(goesOn)).toBe('applied');
  expect(await stageOf(waiting)).toBe('secondApproval');
  await restore({ ...target, replace: true }).catch(({ message }) =>
    expect(message).toMatch(/others are connected/),
  );

  await theNewTemporal(waiting);
}, 90_000);

/** Temporal and all its workflows are gone as well: what is open is started from the database alone. */
async function theNewTemporal(waiting: string) {
  await Promise.all([web?.stop(), worker?.stop()]);
  const temporal = await startPrivateTemporal();
  product.environment.TEMPORAL_ADDRESS = temporal.address;
  product.mail.clear();
  await startAgain();
  const second = await staff('approver2');
  const tally = await reconciled();
  expect(tally).toMatchObject({ startedAnew: 0, ended: 0 });
  expect(tally.started).toBeGreaterThanOrEqual(2);
  expect(await reconciled()).toMatchObject({ started: 0, startedAnew: 0, ended: 0 });
  expect((await decide(second, waiting)).status).toBe(303);
  await expect.poll(() => stageOf(waiting)).toBe('applied');
  const mail = await product.mail.waitForMail('taro.nihon@aonagi-trading.example');
  expect(mail.subject, 'no receipt for a second time').toContain('手続完了');
  const [party] = await look((db) =>
    db.select().from(insuredParties).where(eq(insuredParties.insuredCode, '201234567')),
  );
  expect(party?.name).toBe(TWO_APPROVALS.name);
  await Promise.all([web?.stop(), worker?.stop()]);
  await temporal.remove();
}

test('a backup that is not as it was written is not restored, and one that fails leaves nothing', async () => {
  const [backup = ''] = await readdir(folder);
  const dump = await open(join(folder, backup, 'madoguchi.dump'), 'r+');
  await dump.write(randomBytes(16), 0, 16, 5_000);
  await dump.close();
  const damaged = { url: url(), temporalUrls: [], from: join(folder, backup), replace: true, print: quiet };
  await expect(restore(damaged)).rejects.toThrow(/checksum/);
  await runSql(server(), `create database ${name()}_empty`);
  const nothing = Object.assign(new URL(url()), { pathname: `/${name()}_empty` }).href;
  const at = new Date('2026-11-26T00:00:00Z');
  await expect(
    backUp({ url: nothing, temporalUrls: [], to: folder, now: at, print: quiet }),
  ).rejects.toThrow();
  expect(await readdir(folder)).toEqual([backup]);
  await runSql(server(), `drop database ${name()}_empty`);
});

async function startAgain() {
  web = await startWeb({ ...product.environment, PUBLIC_URL: '' });
  worker = await startWorker(product.environment);
  await expect.poll(() => worker?.log(), { timeout: 60_000 }).toContain('"msg":"Working"');
}

const staff = (staffId: string) => loggedInStaff(web?.url ?? '', staffId);

async function look<Result>(ask: (db: Product['database']['db']) => PromiseLike<Result>): Promise<Result> {
  const database = connect(url(), { max: 1 });
  try {
    return await ask(database.db);
  } finally {
    await database.close();
  }
}

const stageOf = async (number: string) => {
  const [row] = await look((db) =>
    db.select().from(changeApplications).where(eq(changeApplications.applicationNumber, number)),
  );
  return row?.stage;
};

const reconciled = (): Promise<Reconciliation> =>
  withClient((client) =>
    look((db) => reconcile({ db, client, taskQueue: product.environment.TEMPORAL_TASK_QUEUE, print: quiet })),
  );

async function withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address: product.environment.TEMPORAL_ADDRESS });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
