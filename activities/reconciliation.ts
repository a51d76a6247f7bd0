import { heartbeat } from '@temporalio/activity';
import type { ActivityDependencies } from './index.ts';

/** How many workflows were as they should be, what became of the others, and how many nobody answered for. */
export type Reconciliation = Record<
  'right' | 'underWay' | 'started' | 'startedAnew' | 'ended' | 'unanswered',
  number
>;

/** Milliseconds; Temporal gives the step to another worker after ten seconds of silence. */
const BEATS_EVERY = 3_000;

/** The step of `workflowReconciliation`. Safe to repeat, and beside everything else. */
export const reconciliationActivities = ({ reconcile }: Pick<ActivityDependencies, 'reconcile'>) => ({
  /** Holds the workflows of what moved in the database since an instant, ISO 8601, against it, and starts anew those that stand elsewhere. */
  async reconcileWorkflows({ since }: { since: string }): Promise<Reconciliation> {
    const beat = setInterval(heartbeat, BEATS_EVERY);
    try {
      return await reconcile(new Date(since));
    } finally {
      clearInterval(beat);
    }
  },
});
