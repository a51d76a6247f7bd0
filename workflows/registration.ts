import { allHandlersFinished, condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import {
  type AssignedRegistration,
  isUndecidedRegistration,
  type RegistrationCommand,
  type RegistrationStage,
  refusalOfRegistration,
} from '../domain/registration.ts';
import { databaseSteps } from './activities.ts';
import { changesHands, dueAlerts } from './due-alert.ts';
import { mailQueue } from './mail.ts';
import { inTurn, isRefusal, refuse } from './messages.ts';
import { indexRegistration, showRegistration } from './visibility.ts';

/** References only: nothing here may tell who somebody is. */
export interface RegistrationInput {
  registrationNumber: string;
  /** Instant, ISO 8601: until when staff should have decided. */
  dueAt: string;
  /** Only of one that takes the place of a workflow that was lost: since when it stands where the database says, ISO 8601. */
  resumedSince?: string;
}

/** Where a registration stands; the code is known from the approval on. */
export interface RegistrationProgress extends AssignedRegistration {
  insuredCode?: string;
}

/**
 * Who works on it, a decision, or that the letter is in the post. Use the step's ID as the update's ID, so that a repeated
 * request acts once. Returns the stage that the database now shows; fails with type `Refused` and the
 * `RegistrationRefusal` as its one detail.
 */
export const decideRegistration = defineUpdate<RegistrationStage, [RegistrationCommand]>(
  'decideRegistration',
);
export const registrationProgress = defineQuery<RegistrationProgress>('registrationProgress');

export const registrationWorkflowId = (registrationNumber: string) => `registration/${registrationNumber}`;

/** What `requestWorkflowStart` is given at 確定する. */
export const registrationStart = (input: RegistrationInput) => ({
  workflowType: 'registration' as const,
  workflowId: registrationWorkflowId(input.registrationNumber),
  input: { ...input },
});

/** From the public form to the letter in the post (manual chapter 3, 2). The database has the last word; this follows it. */
export async function registration(input: RegistrationInput): Promise<RegistrationStage> {
  const { registrationNumber, dueAt } = input;
  let progress: RegistrationProgress = { stage: 'received' };
  let since = Date.now();
  const alerts = dueAlerts({ work: 'registration', number: registrationNumber }, show);
  const mails = mailQueue();
  const takeTurn = inTurn();

  setHandler(registrationProgress, () => progress);
  setHandler(decideRegistration, (command) => takeTurn(() => carryOut(command)), {
    validator: (command) => refuse(refusalOfRegistration(progress, command)),
  });

  const { resumedSince } = input;
  if (resumedSince) await takeTurn(() => resume(resumedSince));
  else moveTo(progress);
  mail('receipt');
  await condition(() => !isUndecidedRegistration(progress.stage));
  if (progress.stage === 'approved') await condition(() => progress.stage !== 'approved');
  mail(progress.stage === 'registered' ? 'posted' : 'rejected');
  await mails.sent();
  await condition(allHandlersFinished);
  return progress.stage;

  async function resume(from: string) {
    moveTo(await databaseSteps('Read where it stands').registrationProgressOf({ registrationNumber }));
    since = Date.parse(from);
  }

  function moveTo(next: RegistrationProgress) {
    if (next.stage !== progress.stage) since = Date.now();
    progress = next;
    indexRegistration(input, progress);
    alerts.while(isUndecidedRegistration(progress.stage));
    show();
  }

  function show() {
    showRegistration(progress.stage, { since, dueAt, nextAlert: alerts.next });
  }

  async function carryOut(command: RegistrationCommand): Promise<RegistrationStage> {
    refuse(refusalOfRegistration(progress, command));
    try {
      const step = { registrationNumber, stepId: command.stepId };
      moveTo(await databaseSteps(`Record: ${command.kind}`).recordRegistrationStep(step));
      if (changesHands(command.kind)) alerts.lookAgain();
    } catch (error) {
      if (isRefusal(error))
        moveTo(await databaseSteps('Read where it stands').registrationProgressOf({ registrationNumber }));
      throw error;
    }
    return progress.stage;
  }

  function mail(kind: 'receipt' | 'rejected' | 'posted') {
    mails.post(`Mail: ${kind}`, (send) => send.sendRegistrationMail({ registrationNumber, kind }));
  }
}
