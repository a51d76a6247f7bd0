import { WithStartWorkflowOperation } from '@temporalio/client';
import type { ChangeApplication } from '../db/schema/change-applications.ts';
import type { Command, Stage } from '../domain/change-application.ts';
import {
  type ChangeApplicationInput,
  changeApplicationStart,
  decide,
} from '../workflows/change-application.ts';
import { staticSummary } from '../workflows/start-options.ts';
import type { Services } from './context.ts';
import { askWorkflow } from './temporal.ts';

/** The workflow's one argument; references only. */
export const workflowInput = (application: ChangeApplication): ChangeApplicationInput => ({
  applicationNumber: application.applicationNumber,
  insuredCode: application.insuredCode,
  approvalsNeeded: application.approvalsNeeded,
  dueAt: (application.dueAt ?? new Date()).toISOString(),
  round: application.round,
});

/**
 * Asks the application's workflow for a decision, a claim or a withdrawal; the step's row must already be there. The
 * same command sent twice acts once. Where the relay has not yet started the workflow, this starts it.
 * Returns the stage that the database now shows. Throws `Refused<Refusal>` or `TemporalDown`.
 */
export async function commandApplication(
  { temporal, config }: Services,
  application: ChangeApplication,
  command: Command,
): Promise<Stage> {
  const { workflowType, workflowId, input } = changeApplicationStart(workflowInput(application));
  const start = new WithStartWorkflowOperation(workflowType, {
    workflowId,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    args: [input],
    staticSummary: staticSummary(workflowType, input),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });
  return askWorkflow(temporal, () =>
    temporal.client.workflow.executeUpdateWithStart(decide, {
      startWorkflowOperation: start,
      updateId: command.stepId,
      args: [command],
    }),
  );
}
