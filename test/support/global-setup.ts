import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/client.ts';
import { importBankList } from '../../db/import-banks.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { findNginx } from '../../dev/nginx.ts';
import { freePort } from '../../dev/ports.ts';
import { type RunningPostgres, startPostgres } from '../../dev/postgres.ts';
import { findTestServer } from '../../dev/programs.ts';
import { type RunningTemporal, startTemporal } from '../../dev/temporal.ts';
import { bundleOnce } from './bundle.ts';
import { findChromium } from './chromium.ts';
import { runSql } from './sql.ts';
import { temporaryFolder } from './temporary-folder.ts';
import './environment.ts';

export const TEMPLATE = 'madoguchi_template';

export interface Servers {
  postgres: RunningPostgres;
  temporal: RunningTemporal;
  uiPort: number;
  stopAll(): Promise<void>;
}

/** Several projects share one run's servers, though each loads this file for itself. */
const shared = globalThis as { madoguchiServers?: { running: Promise<Servers>; users: number } };

/** Starts the servers, once a run, on free ports and in a temporary folder; the last project to end stops them. */
export default async function setup(project: TestProject) {
  shared.madoguchiServers ??= { running: bringPrograms().then(startServers), users: 0 };
  shared.madoguchiServers.users += 1;
  const [{ postgres, temporal, uiPort }, bundle, testServer] = await Promise.all([
    shared.madoguchiServers.running,
    bundleOnce(),
    findTestServer(console.log),
  ]);
  project.provide('postgres', { url: postgres.url(), template: TEMPLATE });
  project.provide('temporal', {
    address: temporal.address,
    namespace: 'default',
    uiUrl: `http://127.0.0.1:${uiPort}`,
  });
  project.provide('workflowBundle', bundle);
  project.provide('testServer', testServer);
  return release;
}

/**
 * Brings what tests need and the machine lacks, one after the other: apt serves one caller at a time. What cannot be brought
 * is said by the tests that need it.
 */
async function bringPrograms() {
  for (const find of [findChromium, findNginx]) await find(console.log).catch(() => {});
}

async function release() {
  const servers = shared.madoguchiServers;
  if (!servers) return;
  servers.users -= 1;
  if (servers.users > 0) return;
  delete shared.madoguchiServers;
  await (await servers.running).stopAll();
}

/** The real list: it is what people choose from in every test of an account. */
async function importBanks(url: string): Promise<void> {
  const database = connect(url, { max: 1 });
  await importBankList(database.db);
  await database.close();
}

/** Postgres with a migrated template database, and Temporal: on free ports, in a folder of their own. */
export async function startServers(): Promise<Servers> {
  const folder = await temporaryFolder();
  const [port, temporalPort, uiPort] = [await freePort(), await freePort(), await freePort()];
  const starting = [
    startPostgres({
      folder: join(folder, 'postgres'),
      port,
      password: 'only for tests',
      durable: false,
      settings: ['max_connections=300', 'shared_buffers=128MB'],
      logFile: join(folder, 'postgres.log'),
    }),
    startTemporal({
      port: temporalPort,
      uiPort,
      logFile: join(folder, 'temporal.log'),
      progress: console.log,
    }),
  ] as const;
  const stopAll = async () => {
    for (const start of await Promise.allSettled(starting)) {
      if (start.status === 'fulfilled') await start.value.stop();
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [postgres, temporal] = await Promise.all(starting);
    await runSql(postgres.url(), `create database ${TEMPLATE}`);
    await migrateDatabase(postgres.url(TEMPLATE));
    await importBanks(postgres.url(TEMPLATE));
    return { postgres, temporal, uiPort, stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
