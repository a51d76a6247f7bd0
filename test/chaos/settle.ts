import { and, eq, inArray, isNull } from 'drizzle-orm';
import { changeApplications, emailChanges, mailLog, outbox } from '../../db/schema/index.ts';
import { openStages } from '../../domain/change-application.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification.ts';
import { waitFor } from '../support/wait-for.ts';
import type { World } from './world.ts';

/** Longer than the longest wait of a mail, a minute, and what comes after it. */
const PATIENCE = 180_000;

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
      .select({ messageId: mailLog.messageId })
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
    ...unsent.map(({ messageId }) => `mail ${messageId}`),
    ...applications.filter(({ stage }) => stage === 'approved').map(({ number }) => `approved ${number}`),
    ...running.filter((workflowId) => !waiting.has(workflowId)).map((workflowId) => `workflow ${workflowId}`),
  ];
}

/** Those of the schedules go on for ever. */
const upkeep = ['accessHistoryUpkeep', 'accessHistorySealing', 'dueAlertMails'];

async function listRunning(client: World['client']): Promise<string[]> {
  const found: string[] = [];
  for await (const { type, workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
    if (!upkeep.includes(type)) found.push(workflowId);
  return found;
}
