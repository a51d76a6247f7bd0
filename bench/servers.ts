import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { connect, type Database } from '../db/client.ts';
import { parseEncryptionKeys } from '../db/encryption.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { insuredParties } from '../db/schema/index.ts';
import { seedDemo } from '../db/seed/demo.ts';
import { freePort } from '../dev/ports.ts';
import { startPostgres } from '../dev/postgres.ts';
import { type RunningProgram, startProgram } from '../dev/processes.ts';
import { waitFor } from '../dev/wait-for.ts';

export interface BenchServers {
  databaseUrl: string;
  database: Database;
  postgresPid: number;
  /** Makes an empty database beside ours and says its address. */
  createDatabase(name: string): Promise<string>;
  /** A path for something of this run's. */
  file(name: string): string;
  /** Where a program's output goes. */
  logFile(program: string): string;
  /** Whether a former run has left more than the demo's companies here. */
  isFilled(): Promise<boolean>;
  /** What is to be ended first when everything is. */
  onRemove(end: () => Promise<unknown>): void;
  /** Starts a real web server; ends with the rest. */
  startWeb(environment?: Record<string, string>): Promise<{ web: RunningProgram; url: string }>;
  /** Starts a real worker, which ends with the rest. */
  startWorker(environment: Record<string, string>): Promise<RunningProgram>;
  /** Ends and removes everything. */
  remove(): Promise<void>;
}

/** Nobody's accounts are encrypted with it. */
const ENCRYPTION_KEYS = `bench:${Buffer.alloc(32, 1).toString('base64')}`;

/**
 * A Postgres of the bench's own, as safe on disk as in production, migrated and with the demo data. With BENCH_DATA it is
 * kept in that folder for the next run, and only what is missing is filled in.
 */
export async function startServers({
  settings = [],
  name = '',
}: {
  settings?: string[];
  /** Where a bench has more than one, each is kept by its name. */
  name?: string;
} = {}): Promise<BenchServers> {
  const kept = process.env.BENCH_DATA && join(process.env.BENCH_DATA, name);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'madoguchi-bench-')));
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: 'only for this run',
    settings,
    logFile: join(folder, 'postgres.log'),
  });
  const databaseUrl = postgres.url();
  const ends: (() => Promise<unknown>)[] = [];
  await migrateDatabase(databaseUrl);
  const database = connect(databaseUrl, { timeout: 3_600_000 });
  await seedDemo(database.db, parseEncryptionKeys(ENCRYPTION_KEYS));
  const startRoom = async (room: 'web' | 'worker', environment: Record<string, string>) => {
    const program = await startProgram({
      name: room,
      command: process.execPath,
      args: [`${room}/main.ts`],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'info',
        // For example `--cpu-prof --cpu-prof-dir=FOLDER`.
        NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS,
        ...environment,
      },
      logFile: join(folder, `${room}.log`),
    });
    ends.push(() => program.stop());
    return program;
  };
  return {
    databaseUrl,
    database,
    postgresPid: postgres.program.pid,
    async createDatabase(name) {
      await database.db.execute(sql`create database ${sql.identifier(name)}`);
      return postgres.url(name);
    },
    file: (name) => join(folder, name),
    logFile: (program) => join(folder, `${program}.log`),
    isFilled: async () => (await database.db.$count(insuredParties)) > 5,
    onRemove: (end) => void ends.push(end),
    async startWeb(further = {}) {
      const port = String(await freePort());
      const url = `http://127.0.0.1:${port}`;
      const web = await startRoom('web', { PORT: port, PUBLIC_URL: url, ENCRYPTION_KEYS, ...further });
      await waitFor(async () => (await fetch(`${url}/healthz`)).ok, {
        timeout: 60_000,
        what: 'the web server to answer',
      });
      return { web, url };
    },
    startWorker: (environment) => startRoom('worker', environment),
    async remove() {
      await Promise.all(ends.map((end) => end()));
      await database.close();
      await postgres.stop();
      if (!kept) await rm(folder, { recursive: true, force: true });
    },
  };
}
