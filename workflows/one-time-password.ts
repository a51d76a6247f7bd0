import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import { oneTimePasswordSteps } from './activities.ts';
import { type OneTimePasswordStage, showOneTimePassword } from './visibility.ts';

/** A reference only: neither user nor code. */
export interface OneTimePasswordInput {
  /** Of the row in `one_time_passwords`. */
  oneTimePasswordId: string;
}

/** How it ended: mailed, replaced or no longer needed, or not accepted by the mail server while the code was good. */
export type OneTimePasswordOutcome = Exclude<OneTimePasswordStage, 'sending'>;

/** What `requestWorkflowStart` is given at 発行. */
export const oneTimePasswordStart = (input: OneTimePasswordInput) => ({
  workflowType: 'oneTimePassword' as const,
  workflowId: `one-time-password/${input.oneTimePasswordId}`,
  input: { ...input },
});

/** A code of six digits by mail to the user who asked (manual 5-3 ②). Each try makes a new one, of which only the last works. */
export async function oneTimePassword(input: OneTimePasswordInput): Promise<OneTimePasswordOutcome> {
  showOneTimePassword('sending');
  const outcome = await oneTimePasswordSteps('Make and mail a one-time password')
    .makeAndMailOneTimePassword({ oneTimePasswordId: input.oneTimePasswordId })
    .catch(givenUp);
  showOneTimePassword(outcome);
  return outcome;
}

function givenUp(error: unknown): OneTimePasswordOutcome {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  log.warn('A one-time password could not be mailed in time; the mail log says why');
  return 'expired';
}
