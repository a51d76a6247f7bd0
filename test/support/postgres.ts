import { randomInt, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { freePort } from '../../dev/ports.ts';
import { type RunningPostgres, startPostgres } from '../../dev/postgres.ts';
import './environment.ts';
import { runSql } from './sql.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestDatabase {
  /** postgres://… of a migrated, otherwise empty database that nobody else uses. */
  readonly url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of one's own on this run's server, cloned from the migrated template. */
export const createTestDatabase = (): Promise<TestDatabase> => cloneDatabase(inject('postgres'));

export async function cloneDatabase({
  url: server,
  template,
}: {
  url: string;
  template: string;
}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = name;
  await numberApart(url.href);
  return {
    url: url.href,
    drop: async () => void (await runSql(server, `drop database if exists ${name} with (force)`)),
  };
}

/** Databases share one Temporal, in which a workflow of a number exists once: each begins its numbers elsewhere. */
async function numberApart(url: string): Promise<void> {
  for (const sequence of ['application_number_sequence', 'registration_number_sequence'])
    await runSql(url, `select setval('${sequence}', ${randomInt(1, 900_000)})`);
}

export interface PrivatePostgres {
  /** postgres://… of a migrated database; stays the same over restarts. */
  readonly url: string;
  /** Stops in an orderly way and starts again. */
  restart(): Promise<void>;
  /** Ends it with -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again, at the same address, after `kill` or `stop`. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** A Postgres of one's own, as safe on disk as a real one, that can be stopped, killed and started again. */
export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const start = () =>
    startPostgres({
      folder: join(folder, 'postgres'),
      port,
      password: 'only for tests',
      logFile: join(folder, 'postgres.log'),
    });
  let running: RunningPostgres = await start();
  await runSql(running.url(), 'create database madoguchi');
  await migrateDatabase(running.url('madoguchi'));
  return {
    url: running.url('madoguchi'),
    async restart() {
      await running.stop();
      running = await start();
    },
    kill: () => running.kill(),
    stop: () => running.stop(),
    async start() {
      running = await start();
    },
    async remove() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
