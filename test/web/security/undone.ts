import { TransactionRollbackError } from 'drizzle-orm';
import { type Temporal, TemporalDown } from '../../../web/temporal.ts';
import type { TestWeb, Visitor } from '../../support/web.ts';

/** Everybody finds the same records: whatever `act` changes is undone after it. */
export async function undone<Result>({ services }: TestWeb, act: () => Promise<Result>): Promise<Result> {
  const { db } = services;
  const results: Result[] = [];
  const rolledBack = db.transaction(async (tx) => {
    services.db = tx;
    results.push(await act());
    tx.rollback();
  });
  try {
    await rolledBack.catch((error) => {
      if (!(error instanceof TransactionRollbackError)) throw error;
    });
  } finally {
    services.db = db;
  }
  return results[0] as Result;
}

/** The same browser before anything was asked: an answer may take its cookie away. */
export function sameBrowser(web: TestWeb, { cookies }: Visitor): Visitor {
  const visitor = web.visitor();
  for (const [name, value] of cookies) visitor.cookies.set(name, value);
  return visitor;
}

/** Nothing is to be decided here, and nobody is to be waited for. */
export const temporalThatIsDown: Temporal = {
  client: new Proxy({} as Temporal['client'], {
    get() {
      throw new TemporalDown('not here');
    },
  }),
  isUp: async () => false,
  close: async () => {},
};
