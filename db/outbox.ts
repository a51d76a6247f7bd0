import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { currentRequest } from './request-context.ts';
import { outbox } from './schema/index.ts';

/** A workflow to start. `input` is its one argument: references only, no personal data. */
export interface WorkflowStart {
  workflowType: string;
  workflowId: string;
  input: Record<string, unknown>;
}

/** A signal to a workflow, which is started with `input` if it does not run yet. */
export interface WorkflowSignal extends WorkflowStart {
  signal: string;
  signalInput?: Record<string, unknown>;
}

/** The channel on which the relay hears of new rows. */
export const OUTBOX_CHANNEL = 'outbox';

/** Has Temporal start a workflow once `tx` commits. Call it in the transaction of the act itself. */
export const requestWorkflowStart = (tx: Db, { workflowType, workflowId, input }: WorkflowStart) =>
  put(tx, { workflowType, workflowId, input });

/** Has Temporal signal a workflow once `tx` commits. Call it in the transaction of the act itself. */
export const requestWorkflowSignal = (tx: Db, { signalInput = {}, ...request }: WorkflowSignal) => {
  const { workflowType, workflowId, input, signal } = request;
  return put(tx, { workflowType, workflowId, input, signal, signalInput });
};

/**
 * With the notice to the relay, which Postgres delivers when the transaction commits, and not at all if it does not: in one
 * statement.
 */
async function put(tx: Db, row: typeof outbox.$inferInsert): Promise<void> {
  const written = tx.insert(outbox).values({ ...row, ...currentRequest() });
  await tx.execute(sql`with written as ${written} select pg_notify(${OUTBOX_CHANNEL}, '')`);
}
