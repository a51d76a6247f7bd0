import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { keptSecret } from './kept-secret.ts';
import { isRunningWith } from './leftovers.ts';
import { type PostgresPrograms, reachablePrograms } from './postgres-home.ts';
import { type Identity, type RunningProgram, readyOrEnded, startProgram } from './processes.ts';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);
const USER = 'madoguchi';
/** How often a Postgres is started again that finds the memory of the one before. */
const TRIES = 100;

export interface PostgresOptions {
  /** The database cluster; made when it is not there. Whoever Postgres runs as must be able to reach it. */
  folder: string;
  port: number;
  logFile: string;
  /** Of the only role; kept in the cluster when that is made. */
  password: string;
  /** Off: a power cut may lose everything, and tests are quicker. */
  durable?: boolean;
  /** Further settings, such as `max_connections=200`. */
  settings?: string[];
}

export interface RunningPostgres {
  readonly program: RunningProgram;
  /** Address of one of its databases. */
  url(database?: string): string;
  /** Ends it in an orderly way, without waiting for clients. */
  stop(): Promise<void>;
  /** Ends it with -9. */
  kill(): Promise<void>;
}

/**
 * Starts Postgres on loopback and resolves once it takes connections. Throws with the end of its log if it does not. Where one
 * was just ended with -9, the last of its processes may hold its memory for a moment longer, and a new one refuses to begin.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  for (let left = TRIES; ; left--)
    try {
      return await start(options);
    } catch (error) {
      if (left === 0 || !String(error).includes('shared memory block')) throw error;
      await pause(100);
    }
}

async function start(options: PostgresOptions): Promise<RunningPostgres> {
  const { folder, port, logFile, password, durable = true, settings = [] } = options;
  const programs = await reachablePrograms();
  if (!existsSync(join(folder, 'PG_VERSION'))) await makeCluster(programs, folder, password);
  await forgetStalePid(folder);
  const unsafe = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const all = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : unsafe),
    ...settings,
  ];
  const program = await startProgram({
    name: 'Postgres',
    command: programs.postgres,
    args: ['-D', folder, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])],
    env: environment(),
    cwd: folder,
    logFile,
    identity: programs.identity,
    stopSignal: 'SIGINT',
  });
  const ready = waitFor(() => isReady(folder, program.pid), {
    timeout: 60_000,
    what: 'Postgres to take connections',
  });
  await readyOrEnded(program, ready);
  return {
    program,
    url: (database = 'postgres') =>
      `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => program.stop(20_000),
    kill: () => program.kill(),
  };
}

/** A password made up once and kept in a file that only its owner reads. */
export const keptPassword = (file: string): Promise<string> =>
  keptSecret(file, () => randomBytes(18).toString('base64url'));

async function makeCluster({ initdb, identity }: PostgresPrograms, folder: string, password: string) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(tmpdir(), `madoguchi-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (identity) await own(identity, folder, passwordFile);
    await run(
      initdb,
      [
        `--pgdata=${folder}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { cwd: folder, env: environment(), ...identity },
    );
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`Postgres cannot make its folder ${folder}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function own({ uid, gid }: Identity, ...paths: string[]) {
  for (const path of paths) await chown(path, uid, gid);
  await chmod(paths[0] as string, 0o700);
}

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

const pidFile = (folder: string) => join(folder, 'postmaster.pid');

/** Postgres itself writes there how far it is; pg_ctl looks at the same line. */
async function isReady(folder: string, pid: number): Promise<boolean> {
  const lines = (await readFile(pidFile(folder), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** After a crash the number in the file may meanwhile belong to some other program; Postgres would then refuse to start. */
async function forgetStalePid(folder: string) {
  const pid = Number((await readFile(pidFile(folder), 'utf8').catch(() => '')).split('\n')[0]);
  if (pid && !(await isRunningWith(pid, folder))) await rm(pidFile(folder), { force: true });
}
