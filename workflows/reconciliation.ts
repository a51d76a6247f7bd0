import { workflowInfo } from '@temporalio/workflow';
import type { Reconciliation } from '../activities/reconciliation.ts';
import { reconciliationSteps } from './activities.ts';

export interface ReconciliationOutcome extends Reconciliation {
  /** Instant, ISO 8601: what moved up to then was looked at. */
  until: string;
}

const MINUTE = 60_000;
/** What moved so shortly before it was last looked at is looked at again: its workflow may have come to grief since. */
const AGAIN = 15 * MINUTE;
/** How far the first run looks back. */
const AT_FIRST = 24 * 60 * MINUTE;

/**
 * Every few minutes: a workflow that a fallen worker or server left standing elsewhere than its case in the database is
 * started anew, before anybody has to ask what became of it.
 */
export async function workflowReconciliation(): Promise<ReconciliationOutcome> {
  const now = Date.now();
  const last = workflowInfo().lastResult as ReconciliationOutcome | undefined;
  const since = last ? Date.parse(last.until) - AGAIN : now - AT_FIRST;
  const tally = await reconciliationSteps('Hold workflows against the database').reconcileWorkflows({
    since: new Date(since).toISOString(),
  });
  return { ...tally, until: new Date(now).toISOString() };
}
