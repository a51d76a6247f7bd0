import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { changeApplications, emailChanges, mailLog, outbox } from '../../db/schema/index.ts';
import { openStages } from '../../domain/change-application.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification.ts';
import type { workflowReconciliation } from '../../workflows/reconciliation.ts';
import { toJson } from '../histories/record.ts';
import { waitFor } from '../support/wait-for.ts';
import { carriesSecret } from './laws/mail.ts';
import type { World } from './world.ts';

/** Longer than workflowReconciliation needs to find and start anew what stands still, and the longest wait of a mail after it. */
const PATIENCE = 300_000;

/**
 * Waits until nothing moves by itself any more. What still does after minutes is left to the laws: it will be found
 * missing. Returns what was still under way.
 */
export async function settle(world: World): Promise<string[]> {
  let left: string[] = [];
  const isAtRest = async () => {
    left = await underWay(world);
    return left.length === 0;
  };
  await waitFor(isAtRest, { timeout: PATIENCE, every: 500, what: 'rest' }).catch(() => {});
  return left;
}

async function underWay({ product, client }: World): Promise<string[]> {
  const { db } = product.database;
  const [undelivered, unsent, applications, changes, running] = await Promise.all([
    db.select({ workflowId: outbox.workflowId }).from(outbox).where(isNull(outbox.deliveredAt)),
    db
      .select({ messageId: mailLog.messageId, kind: mailLog.kind })
      .from(mailLog)
      .where(and(isNull(mailLog.sentAt), isNull(mailLog.supersededAt), isNull(mailLog.givenUpAt))),
    db
      .select({ number: changeApplications.applicationNumber, stage: changeApplications.stage })
      .from(changeApplications)
      .where(inArray(changeApplications.stage, openStages)),
    db.select({ id: emailChanges.emailChangeId }).from(emailChanges).where(eq(emailChanges.stage, 'pending')),
    listRunning(client),
  ]);
  const waiting = new Set([
    ...applications.map(({ number }) => changeApplicationWorkflowId(number)),
    ...changes.map(({ id }) => emailVerificationWorkflowId(id)),
  ]);
  return [
    ...undelivered.map(({ workflowId }) => `outbox ${workflowId}`),
    ...unsent.filter(({ kind }) => !carriesSecret.test(kind)).map(({ messageId }) => `mail ${messageId}`),
    ...applications.filter(({ stage }) => stage === 'approved').map(({ number }) => `approved ${number}`),
    ...running.filter((workflowId) => !waiting.has(workflowId)).map((workflowId) => `workflow ${workflowId}`),
  ];
}

/** IDs of the workflows among what is left. */
export const stuckWorkflows = (left: readonly string[]): string[] =>
  left.filter((what) => what.startsWith('workflow ')).map((what) => what.slice('workflow '.length));

/** Keeps the histories of workflows that something is wrong with, as JSON in `folder`. */
export async function keepHistories(
  { client }: World,
  workflowIds: readonly string[],
  folder: string,
): Promise<void> {
  for (const workflowId of new Set(workflowIds)) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const file = join(folder, `${workflowId.replaceAll('/', '-')}.json`);
    await writeFile(file, JSON.stringify(toJson(history), null, 1));
  }
}

/** Those of the schedules go on for ever. */
const upkeep = ['accessHistoryUpkeep', 'accessHistorySealing', 'workflowReconciliation', 'dueAlertMails'];

/** How many workflows the product itself started anew meanwhile. */
export async function putRight({ client }: World): Promise<number> {
  const query = "WorkflowType = 'workflowReconciliation' AND ExecutionStatus = 'Completed'";
  let count = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const run = client.workflow.getHandle<typeof workflowReconciliation>(workflowId, runId);
    const { started, startedAnew } = await run.result();
    count += started + startedAnew;
  }
  return count;
}

async function listRunning(client: World['client']): Promise<string[]> {
  const found: string[] = [];
  for await (const { type, workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
    if (!upkeep.includes(type)) found.push(workflowId);
  return found;
}
