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
export async function requestWorkflowStart(tx: Db, start: WorkflowStart): Promise<void> {
  const { workflowType, workflowId, input } = start;
  await tx.insert(outbox).values({ workflowType, workflowId, input, ...currentRequest() });
  await wakeRelay(tx);
}

/** Has Temporal signal a workflow once `tx` commits. Call it in the transaction of the act itself. */
export async function requestWorkflowSignal(tx: Db, request: WorkflowSignal): Promise<void> {
  const { workflowType, workflowId, input, signal, signalInput } = request;
  await tx.insert(outbox).values({
    workflowType,
    workflowId,
    input,
    signal,
    signalInput: signalInput ?? {},
    ...currentRequest(),
  });
  await wakeRelay(tx);
}

/** Postgres delivers the notice when the transaction commits, and not at all if it does not. */
const wakeRelay = (tx: Db) => tx.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, '')`);
