import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { createPool, type PoolCounts, type PoolOptions } from './pool.ts';
import * as schema from './schema/index.ts';

/** Queries take this: the pool, or one transaction of it. */
export type Db = PostgresJsDatabase<typeof schema>;

export interface Database {
  db: Db;
  /** How its connections stand at the moment. */
  counts(): PoolCounts;
  /** Waits for running queries, `seconds` at most, then closes all connections. */
  close(seconds?: number): Promise<void>;
}

/** drizzle over a pool that outlives its server; see pool.ts. */
export function connect(url: string, options: PoolOptions = {}): Database {
  const pool = createPool(url, options);
  const db = drizzle(pool.client as unknown as postgres.Sql, { schema, casing: 'snake_case' });
  return { db, counts: pool.counts, close: pool.close };
}

/** The database could not be asked, or did not answer: nothing is wrong with the request itself. */
export function isDatabaseDown(error: unknown): boolean {
  const code = details(error)?.code ?? '';
  return code.startsWith('CONNECT') || /^E[A-Z]+$/.test(code) || /^(08|57P|53)/.test(code);
}

/** Whether `error` says that a text holds NUL, which Postgres keeps in none. */
export const isUnstorableText = (error: unknown): boolean =>
  ['22021', '22P05'].includes(details(error)?.code ?? '');

/** Whether `error` says that the constraint or unique index `name` was violated. */
export const violates = (error: unknown, name: string): boolean => details(error)?.constraint_name === name;

/** What Postgres says of an error; drizzle wraps the driver's error in `cause`. */
export function details(error: unknown): { code?: string; constraint_name?: string } | undefined {
  const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return innermost as { code?: string; constraint_name?: string } | undefined;
}
