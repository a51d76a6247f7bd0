import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countRows, schemaOf, withSql } from './backup-database.ts';
import { type Manifest, readManifest, requireSame, totalRows } from './backup-manifest.ts';
import { databaseVariables, readEnvironment, temporalDatabases } from './environment.ts';
import { requireTool, startTool } from './postgres-tools.ts';

const usage = `Usage: restore --from FOLDER [--replace]
  Puts a backup into the database that DATABASE_URL names, which must be empty and used by nobody; and into Temporal's that
  TEMPORAL_DATABASE_URLS names, where the backup has them.
  --replace  empties the databases first: what is in them is lost`;

export interface RestoreOptions {
  url: string;
  temporalUrls: string[];
  from: string;
  replace: boolean;
  print: (line: string) => void;
}

/** Everything that can be wrong is looked for before anything is written. Throws where the backup is not whole. */
export async function restore({
  url,
  temporalUrls,
  from,
  replace,
  print,
}: RestoreOptions): Promise<Manifest> {
  const folder = resolve(from);
  const manifest = await readManifest(folder);
  const targets = [
    { url, file: manifest.database },
    ...manifest.temporal.flatMap((file) => {
      const target = temporalUrls.find((one) => new URL(one).pathname.slice(1) === file.database);
      if (!target) print(`${file.database} is left alone: TEMPORAL_DATABASE_URLS does not name it.`);
      return target ? [{ url: target, file }] : [];
    }),
  ];
  for (const { file } of targets) await requireSame(folder, file);
  for (const target of targets) await requireReady(target.url, replace);
  for (const target of targets) {
    if (replace) await empty(target.url);
    await fill(target.url, join(folder, target.file.name));
    print(`${target.file.name} is restored.`);
  }
  await compare(url, manifest);
  return manifest;
}

async function requireReady(url: string, replace: boolean): Promise<void> {
  await withSql(url, async (sql) => {
    const [state] = await sql`select current_setting('server_version') as server, current_database() as name,
      (select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend') as users,
      (select count(*)::int from pg_class where relkind in ('r', 'p') and relnamespace in
        (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')) as tables`;
    if (!state) throw new Error('Postgres does not say what there is');
    await requireTool('pg_restore', Number.parseInt(state.server, 10));
    if (state.users > 0)
      throw new Error(
        `${state.users} others are connected to ${state.name}: stop web, worker and Temporal first`,
      );
    if (state.tables > 0 && !replace)
      throw new Error(
        `${state.name} is not empty (${state.tables} tables). Give --replace to lose what is in it.`,
      );
  });
}

/** The database itself stays, with its owner and who may connect. */
const empty = (url: string) =>
  withSql(url, (sql) =>
    sql.begin(async (tx) => {
      const schemas = await tx`select nspname as name from pg_namespace
        where nspname !~ '^pg_' and nspname <> 'information_schema'`;
      for (const { name } of schemas) await tx`drop schema ${tx(name)} cascade`;
      await tx`create schema public`;
    }),
  );

/** All of it or nothing. */
async function fill(url: string, file: string): Promise<void> {
  const database = new URL(url).pathname.slice(1);
  const options = ['--exit-on-error', '--single-transaction', '--no-owner', '--no-privileges'];
  const tool = startTool('pg_restore', [...options, `--dbname=${decodeURIComponent(database)}`, file], url);
  await tool.done;
  await withSql(url, (sql) => sql`analyze`);
}

async function compare(url: string, manifest: Manifest): Promise<void> {
  await withSql(url, async (sql) => {
    const rows = await countRows(sql);
    const names = new Set([...Object.keys(rows), ...Object.keys(manifest.rows)]);
    const different = [...names].filter((name) => rows[name] !== manifest.rows[name]);
    if (different.length > 0)
      throw new Error(`Not as backed up: ${different.join(', ')} have other numbers of rows`);
    const { latest } = await schemaOf(sql);
    if (latest !== manifest.schema.latest)
      throw new Error('Not as backed up: the schema has another version');
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, replace: { type: 'boolean', default: false } },
  });
  if (!values.from) {
    console.log(usage);
    process.exit(2);
  }
  const { DATABASE_URL, TEMPORAL_DATABASE_URLS } = readEnvironment({
    ...databaseVariables,
    ...temporalDatabases,
  });
  const { from, replace } = values;
  try {
    const target = { url: DATABASE_URL, temporalUrls: TEMPORAL_DATABASE_URLS };
    const manifest = await restore({ ...target, from, replace, print: console.log });
    const { takenAt, rows, seal } = manifest;
    console.log(
      `As it was at ${takenAt}: ${totalRows(manifest)} rows in ${Object.keys(rows).length} tables, all as counted then.`,
    );
    console.log('Now: migrate, history:verify, start web and worker, and workflows:reconcile.');
    if (seal) console.log(`Latest seal: ${seal}`);
  } catch (error) {
    console.error(`Not restored. ${(error as Error).message}`);
    process.exit(1);
  }
}
