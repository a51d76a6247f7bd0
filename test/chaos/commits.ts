import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';

/** Milliseconds after which no commit will come. */
const PATIENCE = 3_000;

/**
 * Looks at the records about a company: every act writes one in the transaction of its own. What it returns resolves the
 * moment that Postgres shows so many further ones, and also where none comes, or Postgres is away.
 */
export async function watchRecords(
  db: Db,
  insuredCode: string,
  wanted: number,
): Promise<() => Promise<void>> {
  const before = await records(db, insuredCode).catch(() => Number.NEGATIVE_INFINITY);
  return async () => {
    const end = performance.now() + PATIENCE;
    while (performance.now() < end) {
      const now = await records(db, insuredCode).catch(() => Number.POSITIVE_INFINITY);
      if (now >= before + wanted) return;
    }
  };
}

async function records(db: Db, insuredCode: string): Promise<number> {
  const [row] = await db.execute<{ count: string }>(sql`
    select (select count(*) from access_events where insured_code = ${insuredCode})
         + (select count(*) from change_application_steps as step
              join change_applications as application using (application_number)
             where application.insured_code = ${insuredCode} and step.recorded_at is not null) as count`);
  return Number(row?.count);
}
