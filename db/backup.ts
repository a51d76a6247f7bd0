import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type postgres from 'postgres';
import { sealText } from '../domain/access-event-seal.ts';
import { countRows, schemaOf, withSql } from './backup-database.ts';
import {
  type BackupFile,
  MANIFEST,
  type Manifest,
  manifestDigest,
  requireSame,
  totalRows,
} from './backup-manifest.ts';
import { databaseVariables, readEnvironment, temporalDatabases } from './environment.ts';
import { requireTool, startTool } from './postgres-tools.ts';

const usage = `Usage: backup --to FOLDER
  Makes FOLDER/madoguchi-TIME with the database, its manifest, and Temporal's databases where
  TEMPORAL_DATABASE_URLS names them. It appears under that name once it is whole and was read back.`;

export interface BackupOptions {
  url: string;
  /** postgres://… of Temporal's databases; dumped first, so that none of their workflows lacks its rows. */
  temporalUrls: string[];
  to: string;
  now: Date;
  print: (line: string) => void;
}

/** Returns the folder of the backup. Throws, and leaves nothing behind, where it could not be made whole. */
export async function backUp({ url, temporalUrls, to, now, print }: BackupOptions): Promise<string> {
  const name = `madoguchi-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const folder = resolve(to, name);
  const beside = `${folder}.partial`;
  await mkdir(beside, { recursive: true, mode: 0o700 });
  try {
    const temporal: Manifest['temporal'] = [];
    for (const temporalUrl of temporalUrls) {
      const database = new URL(temporalUrl).pathname.slice(1);
      temporal.push({ database, ...(await dump(temporalUrl, beside, `${database}.dump`)) });
      print(`${database}: ${megabytes(temporal.at(-1)?.bytes ?? 0)}`);
    }
    const manifest = await dumpProduct(url, beside, { temporal, now });
    print(`madoguchi: ${megabytes(manifest.database.bytes)}, ${totalRows(manifest)} rows`);
    await writeFile(join(beside, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
    for (const file of [manifest.database, ...temporal]) await readBack(beside, file);
    await rename(beside, folder);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Counts, seal and dump are of one snapshot: what restore compares is what was dumped. */
async function dumpProduct(
  url: string,
  folder: string,
  { temporal, now }: { temporal: Manifest['temporal']; now: Date },
): Promise<Manifest> {
  return withSql(url, (sql) =>
    sql.begin('isolation level repeatable read read only', async (tx): Promise<Manifest> => {
      const [snapshot] =
        await tx`select pg_export_snapshot() as id, current_setting('server_version') as server`;
      if (!snapshot) throw new Error('Postgres gave no snapshot');
      await requireTool('pg_dump', Number.parseInt(snapshot.server, 10));
      const database = await dump(url, folder, 'madoguchi.dump', [`--snapshot=${snapshot.id}`]);
      return {
        product: 'madoguchi',
        format: 1,
        takenAt: now.toISOString(),
        server: snapshot.server,
        schema: await schemaOf(tx),
        seal: await sealOf(tx),
        rows: await countRows(tx),
        database,
        temporal,
      };
    }),
  );
}

/** Streams: nothing of it is ever whole in memory. */
async function dump(url: string, folder: string, name: string, options: string[] = []): Promise<BackupFile> {
  const tool = startTool('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', ...options], url);
  const digest = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      done(undefined, chunk);
    },
  });
  await pipeline(tool.output, measured, createWriteStream(join(folder, name), { mode: 0o600 }));
  await tool.done;
  return { name, bytes, sha256: digest.digest('hex') };
}

/** As restore will: every byte by its checksum, and every block of every table by pg_restore. */
async function readBack(folder: string, file: BackupFile): Promise<void> {
  await requireSame(folder, file);
  const tool = startTool('pg_restore', ['--file=/dev/null', join(folder, file.name)]);
  await tool.done;
}

async function sealOf(sql: postgres.ISql): Promise<string | null> {
  const [seal] = await sql`select seal_id, hash from access_event_seals order by seal_id desc limit 1`;
  return seal
    ? sealText({ sealId: BigInt(seal.seal_id), hash: (seal.hash as Buffer).toString('hex') })
    : null;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { to: { type: 'string' } } });
  if (!values.to) {
    console.log(usage);
    process.exit(2);
  }
  const { DATABASE_URL, TEMPORAL_DATABASE_URLS } = readEnvironment({
    ...databaseVariables,
    ...temporalDatabases,
  });
  const started = performance.now();
  const temporalUrls = TEMPORAL_DATABASE_URLS;
  try {
    const folder = await backUp({
      url: DATABASE_URL,
      temporalUrls,
      to: values.to,
      now: new Date(),
      print: console.log,
    });
    console.log(
      `${folder} is whole and was read back (${((performance.now() - started) / 1000).toFixed(1)} s).`,
    );
    console.log(`Manifest: sha256 ${await manifestDigest(folder)}`);
    if (temporalUrls.length === 0)
      console.log('Temporal is not in it: after a restore, workflows:reconcile starts what is open anew.');
  } catch (error) {
    console.error(`No backup was made. ${(error as Error).message}`);
    process.exit(1);
  }
}
