import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  patched,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { ApplicationMailKind } from '../activities/change-application.mail.ts';
import { type CalendarDate, startOfDayInTokyo } from '../domain/calendar-date.ts';
import {
  type Command,
  isUndecided,
  type Progress,
  received,
  refusalOf,
  type Stage,
} from '../domain/change-application.ts';
import { databaseSteps } from './activities.ts';
import { correctedOrTooLate } from './correction.ts';
import { changesHands, dueAlerts } from './due-alert.ts';
import { mailQueue } from './mail.ts';
import { inTurn, isRefusal, refuse } from './messages.ts';
import { indexApplication, showApplication } from './visibility.ts';

/** References only: nothing here may tell who somebody is or what is changed. */
export interface ChangeApplicationInput {
  applicationNumber: string;
  insuredCode: string;
  approvalsNeeded: 1 | 2;
  /** Instant, ISO 8601: until when staff should have decided. */
  dueAt: string;
  /** 1 at the first submission. */
  round: number;
  /** Staff ID of who entered it for the customer: they never decide it. */
  enteredBy?: string;
  /**
   * Only of one that takes the place of a workflow that was lost: it goes on from where the database stands, since this
   * instant, ISO 8601. What the mail log shows as sent is not sent again.
   */
  resumedSince?: string;
}

/** The applicant corrected a returned application; the database has it already. */
export interface Resubmission {
  /** 2 at the first resubmission. */
  round: number;
  approvalsNeeded: 1 | 2;
  /** Instant, ISO 8601; left out, the due date stays as it was. */
  dueAt?: string;
}

/**
 * A decision, a change of hands or a withdrawal. Use the step's ID as the update's ID, so that a repeated request acts once.
 * Returns the stage that the database now shows; fails with type `Refused` and the `Refusal` as its one detail.
 */
export const decide = defineUpdate<Stage, [Command]>('decide');
export const resubmitted = defineSignal<[Resubmission]>('resubmitted');
export const currentProgress = defineQuery<Progress>('currentProgress');

export const changeApplicationWorkflowId = (applicationNumber: string) =>
  `change-application/${applicationNumber}`;

/** What `requestWorkflowStart` is given at 申込む. */
export const changeApplicationStart = (input: ChangeApplicationInput) => ({
  workflowType: 'changeApplication' as const,
  workflowId: changeApplicationWorkflowId(input.applicationNumber),
  input: { ...input },
});

/** What `requestWorkflowSignal` is given when a returned application is submitted again. */
export const changeApplicationResubmission = (
  input: ChangeApplicationInput,
  resubmission: Omit<Resubmission, 'round' | 'approvalsNeeded'> = { dueAt: input.dueAt },
) => ({
  ...changeApplicationStart(input),
  signal: resubmitted.name,
  signalInput: { round: input.round, approvalsNeeded: input.approvalsNeeded, ...resubmission },
});

/** From 申込む to the completion mail (manual 4-8). The database has the last word; this follows it. */
export async function changeApplication(input: ChangeApplicationInput): Promise<Stage> {
  const { applicationNumber } = input;
  let { dueAt } = input;
  let progress = received(input.round, input.approvalsNeeded, input.enteredBy);
  let since = Date.now();
  let approvals = 0;
  const alerts = dueAlerts({ work: 'change', number: applicationNumber }, show);
  const mails = mailQueue();
  const takeTurn = inTurn();

  setHandler(currentProgress, () => progress);
  setHandler(decide, (command) => takeTurn(() => carryOut(command)), {
    validator: (command) => refuse(refusalOf(progress, command)),
  });
  setHandler(resubmitted, goOnWith);

  const { resumedSince } = input;
  if (resumedSince) await takeTurn(() => resume(resumedSince));
  else moveTo(progress);
  mail('receipt');
  do {
    await condition(() => !isUndecided(progress.stage));
    if (progress.stage === 'returned') await correctionOrExpiry();
    else if (progress.stage === 'approved') await effectiveDateAndApplying();
  } while (isUndecided(progress.stage));
  endingMail();
  await mails.sent();
  await condition(allHandlersFinished);
  return progress.stage;

  async function resume(from: string) {
    moveTo(await databaseSteps('Read where it stands').progressOf({ applicationNumber }));
    since = Date.parse(from);
  }

  /** A step of an earlier round may be reported after the resubmission that came after it. */
  function moveTo(next: Progress) {
    if (next.round < progress.round) return;
    if (next.stage !== progress.stage) since = Date.now();
    progress = next;
    dueAt = next.dueAt ?? dueAt;
    indexApplication(input, progress, dueAt);
    alerts.while(isUndecided(progress.stage));
    show();
  }

  function show() {
    showApplication(progress, { since, dueAt, nextAlert: alerts.next });
  }

  async function carryOut(command: Command): Promise<Stage> {
    refuse(refusalOf(progress, command));
    try {
      const step = { applicationNumber, stepId: command.stepId };
      moveTo(await databaseSteps(`Record: ${command.kind}`).recordStep(step));
      if (changesHands(command.kind)) alerts.lookAgain();
    } catch (error) {
      if (isRefusal(error))
        moveTo(await databaseSteps('Read where it stands').progressOf({ applicationNumber }));
      throw error;
    }
    return progress.stage;
  }

  function goOnWith(resubmission: Resubmission) {
    if (resubmission.round <= progress.round) return;
    dueAt = resubmission.dueAt ?? dueAt;
    moveTo(received(resubmission.round, resubmission.approvalsNeeded, input.enteredBy));
  }

  function mail(kind: ApplicationMailKind, occurrence?: number) {
    const about = { applicationNumber, kind, round: progress.round, ...(occurrence ? { occurrence } : {}) };
    mails.post(`Mail: ${kind}`, (send) => send.sendApplicationMail(about));
  }

  async function correctionOrExpiry() {
    mail('returned');
    await correctedOrTooLate(() => progress.stage === 'returned', mail, since);
    await takeTurn(async () => {
      if (progress.stage !== 'returned') return;
      const returned = { applicationNumber, round: progress.round };
      moveTo(await databaseSteps('Expire').expireApplication(returned));
    });
    if (isUndecided(progress.stage)) mail('receipt');
  }

  /** Where the record has moved since it was decided, nothing is applied, and staff decide anew. */
  async function effectiveDateAndApplying() {
    if (progress.effectiveOn) await untilDay(progress.effectiveOn as CalendarDate);
    moveTo(await databaseSteps('Apply the change').applyChange({ applicationNumber }));
  }

  async function untilDay(day: CalendarDate) {
    const wait = startOfDayInTokyo(day).getTime() - Date.now();
    if (wait <= 0) return;
    if (patched('approval-mail')) mail('approved', ++approvals);
    await sleep(wait, { summary: `Takes effect on ${day}, Tokyo` });
  }

  function endingMail() {
    if (progress.stage === 'applied') mail('completed');
    else if (progress.stage === 'rejected') mail('rejected');
    else if (progress.stage === 'withdrawn') mail('withdrawn');
    else if (progress.stage === 'expired') mail('expired');
  }
}
