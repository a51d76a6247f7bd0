import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';

/** Milliseconds after which no commit will come. */
const PATIENCE = 3_000;

export interface WatchedRecords {
  /** Whether Postgres shows so many further ones; also where it cannot be asked. */
  areThere(): Promise<boolean>;
  /** Resolves the moment that it does, and also where none comes, or Postgres is away. */
  come(patience?: number): Promise<void>;
}

/** Looks at the records about a company: every act writes one in the transaction of its own. */
export async function watchRecords(db: Db, insuredCode: string, wanted: number): Promise<WatchedRecords> {
  const before = await records(db, insuredCode).catch(() => Number.NEGATIVE_INFINITY);
  const areThere = () =>
    records(db, insuredCode).then(
      (now) => now >= before + wanted,
      () => true,
    );
  return {
    areThere,
    async come(patience = PATIENCE) {
      const end = performance.now() + patience;
      while (performance.now() < end) if (await areThere()) return;
    },
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
