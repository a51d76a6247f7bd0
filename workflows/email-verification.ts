import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import {
  type EmailChangeCommand,
  type EmailChangeProgress,
  type EmailChangeStage,
  LINK_VALID_HOURS,
  refusalOfEmailChange,
} from '../domain/email-change.ts';
import { databaseSteps } from './activities.ts';
import { mailQueue } from './mail.ts';
import { inTurn, isRefusal, refuse } from './messages.ts';
import { showEmailChange } from './visibility.ts';

/** References only: neither address nor token. */
export interface EmailVerificationInput {
  emailChangeId: string;
  /** Instant, ISO 8601. */
  expiresAt: string;
  /** Only of one that takes the place of a workflow that was lost: it goes on from where the database stands. */
  resumed?: true;
}

/** Who asked from where is a column of the change, which the web writes before it asks: Temporal is not told. */
export interface EmailConfirmation {
  /** Of the link that was opened; only the newest counts. */
  generation: number;
}

export interface EmailCancellation {
  by: 'administrator' | 'oldAddress';
}

/** Each returns the stage that the database now shows; fails with type `Refused` and the `EmailChangeRefusal` as its one detail. */
export const confirmEmailChange = defineUpdate<EmailChangeStage, [EmailConfirmation]>('confirmEmailChange');
export const cancelEmailChange = defineUpdate<EmailChangeStage, [EmailCancellation]>('cancelEmailChange');
export const resendVerification = defineUpdate<EmailChangeStage>('resendVerification');
/** A newer change took this one's place; the database has it already. */
export const superseded = defineSignal('superseded');
export const emailChangeProgress = defineQuery<EmailChangeProgress>('emailChangeProgress');

export const emailVerificationWorkflowId = (emailChangeId: string) => `email-verification/${emailChangeId}`;

/** What `requestWorkflowStart` is given when a changed address is 確定. */
export const emailVerificationStart = (input: EmailVerificationInput) => ({
  workflowType: 'emailVerification' as const,
  workflowId: emailVerificationWorkflowId(input.emailChangeId),
  input: { ...input },
});

/** What `requestWorkflowSignal` is given for the older change when a newer one takes its place. */
export const emailVerificationSuperseded = (input: EmailVerificationInput) => ({
  ...emailVerificationStart(input),
  signal: superseded.name,
});

/** A changed address becomes current only by its link, within 24 hours (manual 4-2 ④). The database has the last word. */
export async function emailVerification(input: EmailVerificationInput): Promise<EmailChangeStage> {
  const { emailChangeId } = input;
  let progress: EmailChangeProgress = { stage: 'pending', generation: 1 };
  let expiresAt = Date.parse(input.expiresAt);
  const toNewAddress = mailQueue();
  const toOldAddress = mailQueue();
  const takeTurn = inTurn();

  setHandler(emailChangeProgress, () => progress);
  setHandler(
    confirmEmailChange,
    (confirmation) =>
      carryOut({ kind: 'confirm', generation: confirmation.generation }, () => change(confirmation)),
    {
      validator: ({ generation }) => refuse(refusalOfEmailChange(progress, { kind: 'confirm', generation })),
    },
  );
  setHandler(cancelEmailChange, (cancellation) => carryOut({ kind: 'cancel' }, () => cancel(cancellation)), {
    validator: (_cancellation) => refuse(refusalOfEmailChange(progress, { kind: 'cancel' })),
  });
  setHandler(resendVerification, () => carryOut({ kind: 'resend' }, resend), {
    validator: () => refuse(refusalOfEmailChange(progress, { kind: 'resend' })),
  });
  setHandler(superseded, () =>
    takeTurn(async () => {
      if (progress.stage === 'pending') moveTo({ ...progress, stage: 'cancelled' });
    }),
  );

  if (input.resumed) await takeTurn(resume);
  else moveTo(progress);
  mailLink();
  toOldAddress.post('Mail: notice to the old address', (send) => send.sendChangeNotice({ emailChangeId }));
  while (progress.stage === 'pending') await endOrExpiry();
  if (progress.stage === 'changed')
    toNewAddress.post('Mail: address changed', (send) => send.sendAddressChanged({ emailChangeId }));
  await toNewAddress.sent();
  await toOldAddress.sent();
  await condition(allHandlersFinished);
  return progress.stage;

  async function resume() {
    moveTo(await databaseSteps('Read where it stands').emailChangeProgressOf({ emailChangeId }));
  }

  function moveTo(next: EmailChangeProgress) {
    progress = next;
    showEmailChange(progress, expiresAt);
  }

  function carryOut(command: EmailChangeCommand, act: () => Promise<void>): Promise<EmailChangeStage> {
    return takeTurn(async () => {
      refuse(refusalOfEmailChange(progress, command));
      try {
        await act();
      } catch (error) {
        if (isRefusal(error))
          moveTo(await databaseSteps('Read where it stands').emailChangeProgressOf({ emailChangeId }));
        throw error;
      }
      return progress.stage;
    });
  }

  async function change({ generation }: EmailConfirmation) {
    moveTo(await databaseSteps('Change the address').changeAddress({ emailChangeId, generation }));
  }

  async function cancel({ by }: EmailCancellation) {
    moveTo(await databaseSteps('Cancel').cancelAddressChange({ emailChangeId, by }));
  }

  /** The earlier link dies at once, the 24 hours begin anew. */
  async function resend() {
    const renewed = Date.now() + LINK_VALID_HOURS * 60 * 60 * 1000;
    const renewal = {
      emailChangeId,
      generation: progress.generation + 1,
      expiresAt: new Date(renewed).toISOString(),
    };
    const next = await databaseSteps('Renew the link').renewVerification(renewal);
    expiresAt = renewed;
    moveTo(next);
    mailLink();
  }

  function mailLink() {
    const { generation } = progress;
    toNewAddress.post(`Mail: link ${generation}`, (send) =>
      send.sendVerification({ emailChangeId, generation }),
    );
  }

  async function endOrExpiry() {
    const deadline = expiresAt;
    const hasMoved = () => progress.stage !== 'pending' || expiresAt !== deadline;
    const wait = deadline - Date.now();
    if (wait > 0) await condition(hasMoved, wait, { summary: 'The link expires' });
    await takeTurn(async () => {
      if (hasMoved()) return;
      moveTo(await databaseSteps('Expire').expireEmailChange({ emailChangeId }));
    });
  }
}
