import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { toolVersion } from '../db/postgres-tools.ts';
import { readSettings, type Settings } from './environment.ts';
import { findPostgresTools } from './programs.ts';

/** Of the embedded Postgres, whose dumps only programs as new can make. */
const NEEDED = 18;

/**
 * `node dev/with-postgres-tools.ts FILE …`: runs a file that needs pg_dump or pg_restore, with those of this machine where they
 * are new enough, otherwise with downloaded ones; on the embedded database where DATABASE_URL names no other.
 */
try {
  process.exitCode = await runWithTools(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function runWithTools(program: string[]): Promise<number> {
  const settings = readSettings();
  const url = settings.DATABASE_URL ?? (await embeddedUrl(settings));
  const there = ((await toolVersion('pg_dump')) ?? 0) >= NEEDED;
  const folders = there ? [] : [await findPostgresTools(console.log)];
  const path = [...folders, process.env.PATH].join(delimiter);
  const { status } = spawnSync(process.execPath, program, {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, DATABASE_URL: url },
  });
  return status ?? 1;
}

async function embeddedUrl({ DATA_DIR, PGPORT }: Settings): Promise<string> {
  const password = await readFile(join(DATA_DIR, 'postgres.password'), 'utf8').catch(() => {
    throw new Error(`DATABASE_URL is not set, and ${DATA_DIR} holds no database of npm start`);
  });
  return `postgres://madoguchi:${encodeURIComponent(password.trim())}@127.0.0.1:${PGPORT}/madoguchi`;
}
