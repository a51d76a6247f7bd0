import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import { passwordMailSteps } from './activities.ts';
import { type PasswordMailStage, showPasswordMail } from './visibility.ts';

/** A reference only: neither user nor password. */
export interface PasswordMailInput {
  /** Of the row in `password_mails`. */
  passwordMailId: string;
}

/**
 * What a password is mailed for: the administrator's reissue (manual 4-3), a new applicant (4-4), a reset (4-7); a new account
 * of staff, and the reset of one.
 */
export type PasswordMailKind = 'reissue' | 'initial' | 'reset' | 'staffInitial' | 'staffReset';

/** How it ended: mailed, replaced by a newer request or no longer needed, or not accepted by the mail server within a day. */
export type PasswordMailOutcome = Exclude<PasswordMailStage, 'sending'>;

export const passwordMailWorkflowId = (passwordMailId: string) => `password-mail/${passwordMailId}`;

/** What `requestWorkflowStart` is given in the transaction that inserts the row of `password_mails`. */
export const passwordMailStart = ({
  passwordMailId,
  kind,
}: PasswordMailInput & { kind: PasswordMailKind }) => ({
  workflowType: workflowTypes[kind],
  workflowId: passwordMailWorkflowId(passwordMailId),
  input: { passwordMailId },
});

const workflowTypes = {
  reissue: 'passwordReissue',
  initial: 'initialPassword',
  reset: 'initialPassword',
  staffInitial: 'staffPassword',
  staffReset: 'staffPassword',
} as const satisfies Record<PasswordMailKind, string>;

/** A temporary password for the administrator, mailed to the administrator (manual 4-3). */
export const passwordReissue = (input: PasswordMailInput): Promise<PasswordMailOutcome> =>
  mailPassword(input);

/** A temporary password for an applicant, new or reset, mailed to the administrator (manual 4-4 ⑤, 4-7 ③). */
export const initialPassword = (input: PasswordMailInput): Promise<PasswordMailOutcome> =>
  mailPassword(input);

/** A temporary password for a member of staff, mailed to themselves. */
export const staffPassword = (input: PasswordMailInput): Promise<PasswordMailOutcome> => mailPassword(input);

/** Each try makes a new password, of which only the last works; the tries end after 24 hours. */
async function mailPassword({ passwordMailId }: PasswordMailInput): Promise<PasswordMailOutcome> {
  showPasswordMail('sending');
  const outcome = await passwordMailSteps('Make and mail a temporary password')
    .makeAndMailTemporaryPassword({ passwordMailId })
    .catch(givenUp);
  showPasswordMail(outcome);
  return outcome;
}

function givenUp(error: unknown): PasswordMailOutcome {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  log.warn('A temporary password could not be mailed; the mail log says why');
  return 'expired';
}
