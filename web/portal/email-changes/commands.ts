import type { UpdateDefinition } from '@temporalio/common';
import { noteRequestAddress } from '../../../db/email-changes.ts';
import type { EmailChange } from '../../../db/schema/email-changes.ts';
import type { EmailChangeRefusal, EmailChangeStage } from '../../../domain/email-change.ts';
import {
  cancelEmailChange,
  confirmEmailChange,
  type EmailCancellation,
  type EmailVerificationInput,
  emailVerificationStart,
  resendVerification,
} from '../../../workflows/email-verification.ts';
import type { Context } from '../../context.ts';
import { askWorkflow, Refused, TemporalDown } from '../../temporal.ts';

/** The workflow's one argument; references only. */
export const emailVerificationInput = ({
  emailChangeId,
  expiresAt,
}: EmailChange): EmailVerificationInput => ({
  emailChangeId,
  expiresAt: expiresAt.toISOString(),
});

/** Why a command was not carried out: the workflow's own reason, or nobody answered. */
export type Problem = EmailChangeRefusal | 'temporalDown';

/** Makes the new address current. Pressed twice, it acts once: the link's generation names the Update. */
export const confirm = (c: Context, change: EmailChange): Promise<Problem | undefined> =>
  problemOf(() =>
    ask(c, change, `confirm/${change.generation}`, confirmEmailChange, [{ generation: change.generation }]),
  );

export const cancel = (
  c: Context,
  change: EmailChange,
  by: EmailCancellation['by'],
): Promise<Problem | undefined> =>
  problemOf(() => ask(c, change, `cancel/${by}`, cancelEmailChange, [{ by }]));

/**
 * Mails a new link, after which the earlier one is dead. Several presses for the same link send one mail: `seen` is the
 * generation of the link that the page spoke of, so that a press that comes late does nothing.
 */
export async function resend(c: Context, change: EmailChange, seen: number): Promise<Problem | undefined> {
  if (seen < change.generation) return undefined;
  return problemOf(() => ask(c, change, `resend/${change.generation}`, resendVerification, []));
}

/** Notes the client's address for the access history, then asks: Temporal is told no address. */
async function ask<Args extends unknown[]>(
  { var: { services, address } }: Context,
  change: EmailChange,
  updateId: string,
  update: UpdateDefinition<EmailChangeStage, Args>,
  args: Args,
): Promise<EmailChangeStage> {
  await noteRequestAddress(services.db, change.emailChangeId, address);
  const question = { update, args, updateId, ended: 'ended' satisfies EmailChangeRefusal };
  return askWorkflow(services, emailVerificationStart(emailVerificationInput(change)), question);
}

async function problemOf(act: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.reason as EmailChangeRefusal;
    if (error instanceof TemporalDown) return 'temporalDown';
    throw error;
  }
}
