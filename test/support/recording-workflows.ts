import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { registrationActivities } from '../../activities/registration.ts';
import type { Db } from '../../db/client.ts';
import type { RegistrationCommand, RegistrationStage } from '../../domain/registration.ts';
import type { Temporal } from '../../web/temporal.ts';

export interface RecordingWorkflows {
  temporal: Temporal;
  /** While true, nobody answers. */
  down: boolean;
}

/** Stands for Temporal and the worker of registrations: every command goes straight to the real activity. */
export function recordingWorkflows(db: Db): RecordingWorkflows {
  const activities = registrationActivities({ db, now: () => new Date() });
  const seen = new Map<string, Promise<RegistrationStage>>();
  const fake: RecordingWorkflows = { temporal: {} as Temporal, down: false };
  const workflow = {
    executeUpdateWithStart(
      _update: unknown,
      options: {
        args: [RegistrationCommand];
        updateId: string;
        startWorkflowOperation: { options: { args: [{ registrationNumber: string }] } };
      },
    ): Promise<RegistrationStage> {
      if (fake.down) throw new WorkflowUpdateRPCTimeoutOrCancelledError('nobody answers');
      const [{ registrationNumber }] = options.startWorkflowOperation.options.args;
      const [{ stepId }] = options.args;
      const asked =
        seen.get(options.updateId) ??
        activities
          .recordRegistrationStep({ registrationNumber, stepId })
          .then(({ stage }) => stage)
          .catch((error: unknown) => {
            if (error instanceof ApplicationFailure) throw new WorkflowUpdateFailedError('refused', error);
            throw error;
          });
      seen.set(options.updateId, asked);
      return asked;
    },
  };
  fake.temporal = {
    client: { workflow, withDeadline: (_at: number, ask: () => Promise<unknown>) => ask() },
    isUp: async () => !fake.down,
    close: async () => {},
  } as unknown as Temporal;
  return fake;
}
