import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import { forEveryone } from './access.ts';
import type { AppEnv, Services } from './context.ts';

/** `/healthz`: the process is alive. `/readyz`: it can serve: it is not stopping, and Postgres, its schema and Temporal are there. */
export const health = new Hono<AppEnv>()
  .get('/healthz', forEveryone, (c) => c.json({ status: 'ok' }))
  .get('/readyz', forEveryone, async (c) => {
    if (c.var.services.isStopping) return c.json({ status: 'stopping' }, 503);
    const checks = await readiness(c.var.services);
    const ready = Object.values(checks).every(Boolean);
    return c.json({ status: ready ? 'ready' : 'not ready', checks }, ready ? 200 : 503);
  });

async function readiness({ db, temporal }: Services) {
  const [schema, temporalIsUp] = await Promise.all([schemaVersion(db), temporal.isUp()]);
  return { postgres: schema !== undefined, schema: (schema ?? 0) > 0, temporal: temporalIsUp };
}

/** Number of applied migrations; 0 without a schema, undefined without a database. */
async function schemaVersion(db: Services['db']): Promise<number | undefined> {
  try {
    const [row] = await db.execute<{ found: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
    );
    if (!row?.found) return 0;
    const [applied] = await db.execute<{ count: string }>(
      sql`select count(*) as count from drizzle.__drizzle_migrations`,
    );
    return Number(applied?.count ?? 0);
  } catch {
    return undefined;
  }
}
