import {
  type BulkItemRow,
  findApprovables,
  listBulkItems,
  recordBulkOutcome,
} from '../../../db/bulk-approvals.ts';
import { listSteps } from '../../../db/change-applications.ts';
import type { BulkApproval } from '../../../db/schema/bulk-approvals.ts';
import { BULK_AT_ONCE, type BulkOutcome } from '../../../domain/bulk-approval.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import type { Refusal } from '../../../domain/change-application.ts';
import type { Context } from '../../context.ts';
import { Refused, TemporalDown } from '../../temporal.ts';
import { proposedDate } from '../change-applications/decision-fields.ts';
import { recordToken } from '../change-applications/field-choices.ts';
import { approvalsOf, takeStep } from '../change-applications/take-step.ts';
import { judge } from './judge.ts';

/**
 * Approves what a press asked for and nothing has become of yet, some at once, each as a decision of its own. Safe to
 * repeat, and side by side: each item keeps its step. Where Temporal does not answer, the rest is left for another press.
 */
export async function run(c: Context, bulk: BulkApproval): Promise<void> {
  const { db } = c.var.services;
  const left = (await listBulkItems(db, bulk.bulkId)).filter(({ outcome }) => outcome === null);
  let isDown = false;
  const worker = async () => {
    for (let item = left.shift(); item && !isDown; item = left.shift()) {
      const outcome = await approve(c, bulk, item);
      if (outcome === 'temporalDown') isDown = true;
      else await recordBulkOutcome(db, item, outcome);
    }
  };
  await Promise.all(Array.from({ length: BULK_AT_ONCE }, worker));
}

/** What becomes of one of them. */
async function approve(
  c: Context,
  { principalId, principalName, standInPeriodId }: BulkApproval,
  item: BulkItemRow,
): Promise<BulkOutcome | 'temporalDown'> {
  const { db } = c.var.services;
  const [approvable] = await findApprovables(db, [item.applicationNumber]);
  if (!approvable || approvable.application.round !== item.round) return 'changedMeanwhile';
  const taken = approvable.steps.some(({ stepId }) => stepId === item.stepId);
  if (!taken && recordToken(approvable) !== item.recordToken)
    return judge(c.var.staff, approvable).obstacle ?? 'recordMoved';
  const decision = {
    kind: 'approved' as const,
    effectiveOn: proposedDate(approvable, todayInTokyo(new Date())),
    choices: null,
    ...{ principalId, principalName, standInPeriodId },
  };
  try {
    await takeStep(c, approvable, decision, item.stepId);
  } catch (error) {
    if (error instanceof Refused) return error.reason as Refusal;
    if (error instanceof TemporalDown) return 'temporalDown';
    throw error;
  }
  return whichApproval(approvable, item, await listSteps(db, item.applicationNumber));
}

/** Whether another approver has to follow. */
function whichApproval(
  { application }: Awaited<ReturnType<typeof findApprovables>>[number],
  { stepId }: BulkItemRow,
  steps: Awaited<ReturnType<typeof listSteps>>,
): BulkOutcome {
  const place = approvalsOf(application, steps).findIndex((step) => step.stepId === stepId) + 1;
  return place > 0 && place < application.approvalsNeeded ? 'firstApproval' : 'approved';
}
