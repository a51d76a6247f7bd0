import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema/index.ts';

/** Queries take this: the pool, or one transaction of it. */
export type Db = PostgresJsDatabase<typeof schema>;

export interface Database {
  db: Db;
  /** Closes the pool; running queries get `seconds` to end. */
  close(seconds?: number): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections at most. */
  max?: number;
  /** Milliseconds after which a query or a whole transaction counts as lost. */
  timeout?: number;
}

/**
 * A pool that outlives its server. postgres.js 3.4.9 can crash the process, or leave a connection that never writes
 * again, once a connection has closed under it (its issues 1066, 1154, 1208). So no pool is used after one of its
 * connections closed: it is given up whole, its queries fail with a `CONNECTION_*` code, and the next one starts fresh.
 * A query that failed so may or may not have been carried out; whoever repeats it must be safe to repeat.
 */
export function connect(url: string, { max = 10, timeout = 15_000 }: DatabaseOptions = {}): Database {
  let closing = false;
  let pool = open();

  function open(): postgres.Sql {
    const fresh: postgres.Sql = postgres(url, {
      max,
      connect_timeout: 5,
      idle_timeout: 0,
      max_lifetime: null,
      connection: { application_name: 'madoguchi' },
      onnotice: () => {},
      onclose: () => giveUp(fresh),
      ...rawTypes,
    });
    return fresh;
  }

  function giveUp(lost: postgres.Sql) {
    if (lost !== pool || closing) return;
    pool = open();
    void lost.end({ timeout: 0 }).catch(() => {});
  }

  const guarded = <T extends PromiseLike<unknown>>(run: (current: postgres.Sql) => T): T => {
    const current = pool;
    const pending = run(current);
    return withTimeout(pending, timeout, () => giveUp(current));
  };

  const facade = {
    options: pool.options,
    unsafe: (...args: Parameters<postgres.Sql['unsafe']>) => guarded((current) => current.unsafe(...args)),
    begin: (...args: Parameters<postgres.Sql['begin']>) => guarded((current) => current.begin(...args)),
  };

  return {
    db: drizzle(facade as unknown as postgres.Sql, { schema, casing: 'snake_case' }),
    close(seconds = 5) {
      closing = true;
      return pool.end({ timeout: seconds });
    },
  };
}

/**
 * drizzle reads and writes dates and JSON itself. It tells postgres.js so by changing the options of the one client it
 * was given; here every pool must know it from the start. The numbers are Postgres' type OIDs.
 */
const asItIs = (value: unknown) => value;
const dateTypes = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231];
const jsonTypes = [114, 3802];
const rawTypes = {
  types: Object.fromEntries([
    ...dateTypes.map((oid) => [`raw${oid}`, { to: oid, from: [oid], serialize: asItIs, parse: asItIs }]),
    ...jsonTypes.map((oid) => [`raw${oid}`, { to: oid, from: [oid], serialize: asItIs, parse: JSON.parse }]),
  ]),
};

export class QueryTimeout extends Error {
  readonly code = 'CONNECTION_TIMEOUT';
}

/** The same pending query, that fails after `milliseconds`; `.values()` of postgres.js goes on working. */
function withTimeout<T extends PromiseLike<unknown>>(pending: T, milliseconds: number, lost: () => void): T {
  const settle = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        lost();
        reject(new QueryTimeout(`No answer from the database within ${milliseconds} ms`));
      }, milliseconds);
      pending.then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        (error) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  let settled: Promise<unknown> | undefined;
  const once = () => {
    settled ??= settle();
    return settled;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: a lazy query, as postgres.js has it
    then: (done: never, failed: never) => once().then(done, failed),
    catch: (failed: never) => once().catch(failed),
    finally: (last: never) => once().finally(last),
    values: () =>
      withTimeout((pending as unknown as postgres.PendingQuery<never>).values(), milliseconds, lost),
  } as unknown as T;
}

/** The database could not be asked, or did not answer: nothing is wrong with the request itself. */
export function isDatabaseDown(error: unknown): boolean {
  const code = postgresCode(error);
  return (
    code !== undefined &&
    (code.startsWith('CONNECT') ||
      ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT'].includes(code) ||
      /^(08|57P|53)/.test(code))
  );
}

/** Whether `error` says that the constraint or unique index `name` was violated. */
export function violates(error: unknown, name: string): boolean {
  return details(error)?.constraint_name === name;
}

const postgresCode = (error: unknown) => details(error)?.code;

/** drizzle wraps the driver's error in `cause`. */
function details(error: unknown): { code?: string; constraint_name?: string } | undefined {
  const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return innermost as { code?: string; constraint_name?: string } | undefined;
}
