import postgres from 'postgres';
import type { Manifest } from './backup-manifest.ts';

/** What a backup and its restoring both ask a database. */

export async function withSql<Result>(
  url: string,
  work: (sql: postgres.Sql) => PromiseLike<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export async function schemaOf(sql: postgres.ISql): Promise<Manifest['schema']> {
  const rows = await sql`select hash from drizzle.__drizzle_migrations order by created_at, id`;
  return { migrations: rows.length, latest: rows.at(-1)?.hash ?? '' };
}

/** A partitioned table counts once, with all its partitions. */
export async function countRows(sql: postgres.ISql): Promise<Record<string, number>> {
  const tables = await sql`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`;
  const counts: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = await sql`select count(*)::float8 as count from ${sql(name)}`;
    counts.push([name, row?.count ?? 0]);
  }
  return Object.fromEntries(counts);
}
