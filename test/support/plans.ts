import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Db } from '../../db/client.ts';

/** As Postgres names them: made for the parameters and carried out, or one that fits all parameters. */
export type PlanKind = 'custom' | 'generic';

export interface Plans {
  /** The plans of all that `ask` asks, in the order in which it asks. */
  of(ask: (db: Db) => Promise<unknown>, kind?: PlanKind): Promise<string[]>;
  close(): Promise<void>;
}

/** How the database at this address does what it is asked for. */
export function readPlans(url: string): Plans {
  const plain = postgres(url, { max: 1 });
  return {
    async of(ask, kind = 'custom') {
      const asked: { query: string; parameters: unknown[] }[] = [];
      const logger = {
        logQuery: (query: string, parameters: unknown[]) => void asked.push({ query, parameters }),
      };
      await ask(drizzle(plain, { casing: 'snake_case', logger }) as unknown as Db);
      const plans = [];
      for (const { query, parameters } of asked) {
        const lines =
          kind === 'generic'
            ? await plain.unsafe(`explain (generic_plan) ${query}`)
            : await plain.unsafe(`explain (analyze, timing off) ${query}`, parameters as string[]);
        plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
      }
      return plans;
    },
    close: () => plain.end(),
  };
}
