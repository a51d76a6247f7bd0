import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Steps } from './worker.ts';

/** The decision is recorded before it is answered, as with ours. */
export const decide = defineUpdate<string, [string]>('decide');

/** The shape of an application and no more: a decision, which is recorded, then the change, which is applied. */
export const bare = (id: string) =>
  approval(id, proxyLocalActivities<Steps>({ startToCloseTimeout: '20 seconds' }));

/** The same as one writes it first: each step an activity, with the settings that Temporal comes with. */
export const remote = (id: string) =>
  approval(id, proxyActivities<Steps>({ startToCloseTimeout: '20 seconds' }));

async function approval(id: string, steps: Steps): Promise<void> {
  let recorded = false;
  setHandler(
    decide,
    async (stepId: string) => {
      await steps.record(id, stepId);
      recorded = true;
      return 'approved';
    },
    {
      validator: (_stepId: string) => {
        if (recorded) throw new Error('alreadyDecided');
      },
    },
  );
  await condition(() => recorded);
  await steps.apply(id);
  await condition(allHandlersFinished);
}
