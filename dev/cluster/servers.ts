import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { connect, type Database } from '../../db/client.ts';
import { parseEncryptionKeys } from '../../db/encryption.ts';
import { importBankList } from '../../db/import-banks.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { freePort } from '../ports.ts';
import { startPostgres } from '../postgres.ts';
import type { RunningProgram } from '../processes.ts';
import type { Progress } from '../programs.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';

const run = promisify(execFile);

export interface ClusterServers {
  /** Everything of this cluster; removed at the end. */
  readonly folder: string;
  readonly postgres: RestartablePostgres;
  readonly temporal: TemporalServer;
  readonly database: Database;
  /** For web and worker, but for the mail server. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends everything and, unless told otherwise, removes it. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

interface RestartablePostgres {
  readonly program: RunningProgram;
  /** Address of one of its databases; stays the same over restarts. */
  url(database?: string): string;
  /** Ends it with -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again after `kill` or `stop`. */
  start(): Promise<void>;
}

/** Two web servers, two workers and Temporal together open up to 93 connections (docs/beyond-one-machine.md). */
const CONNECTIONS = 200;

/** A Postgres, as safe on disk as in production, with the product's database and Temporal's two, and Temporal's server. */
export async function startServers(progress: Progress): Promise<ClusterServers> {
  const folder = await mkdtemp(join(tmpdir(), 'madoguchi-cluster-'));
  // Postgres's user must be able to pass.
  await chmod(folder, 0o755);
  const port = await freePort();
  const running = await startRestartable(folder, port);
  progress('Postgres is there');
  const databases = {
    port,
    user: 'temporal',
    password: randomBytes(18).toString('base64url'),
    store: 'temporal',
    visibility: 'temporal_visibility',
  };
  await makeDatabases(running.url(), databases);
  const bundle = join(folder, 'workflows.js');
  const [temporal, database] = await Promise.all([
    startTemporalServer({ databases, folder, progress }),
    fill(running.url('madoguchi')),
    run(process.execPath, [fileURLToPath(new URL('../../worker/bundle.ts', import.meta.url)), bundle]),
  ]);
  progress("Temporal's server is there, with its state in Postgres");
  return {
    folder,
    postgres: running,
    temporal,
    database,
    environment: environmentOf(running.url('madoguchi'), temporal.address, bundle),
    async stop({ keep = false } = {}) {
      await database.close();
      await temporal.stop();
      await running.stop();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startRestartable(folder: string, port: number): Promise<RestartablePostgres> {
  const password = randomBytes(18).toString('base64url');
  const start = () =>
    startPostgres({
      folder: join(folder, 'postgres'),
      port,
      password,
      settings: [`max_connections=${CONNECTIONS}`, 'shared_buffers=256MB'],
      logFile: join(folder, 'postgres.log'),
    });
  let running = await start();
  return {
    get program() {
      return running.program;
    },
    url: running.url,
    kill: () => running.kill(),
    stop: () => running.stop(),
    async start() {
      running = await start();
    },
  };
}

/** As dev/docker/make-databases.sh does: neither role can read what the other keeps. */
async function makeDatabases(
  url: string,
  {
    user,
    password,
    store,
    visibility,
  }: { user: string; password: string; store: string; visibility: string },
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`create role ${user} login password '${password}'`);
    await sql.unsafe('create database madoguchi');
    for (const name of [store, visibility]) await sql.unsafe(`create database ${name} owner ${user}`);
    await sql.unsafe(`revoke connect, temporary on database madoguchi, ${store}, ${visibility} from public`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Nobody's accounts are encrypted with it. */
const ENCRYPTION_KEYS = `cluster:${randomBytes(32).toString('base64')}`;

async function fill(databaseUrl: string): Promise<Database> {
  await migrateDatabase(databaseUrl);
  const database = connect(databaseUrl, { max: 4 });
  await importBankList(database.db);
  await seedDemo(database.db, parseEncryptionKeys(ENCRYPTION_KEYS));
  return database;
}

/** As with `npm start`: loopback is a trusted proxy, and staff log in with the password alone. */
const environmentOf = (databaseUrl: string, temporalAddress: string, bundle: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  NODE_ENV: 'production',
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: temporalAddress,
  WORKFLOW_BUNDLE: bundle,
  ENCRYPTION_KEYS,
  TRUSTED_PROXIES: '127.0.0.0/8',
  ADMIT_DOCUMENTATION_RANGES: 'true',
  STAFF_SECOND_FACTOR: 'optional',
});
