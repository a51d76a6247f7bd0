import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { refused } from '../../activities/refused.ts';
import { assigneeAfter, isAssignment } from '../../domain/assignment.ts';
import { noClosingDays } from '../../domain/business-days.ts';
import {
  after,
  type Command,
  isUndecided,
  type Progress,
  received,
  refusalOf,
} from '../../domain/change-application.ts';
import { type DueAlertKind, dueAlertStep } from '../../domain/due-alert.ts';
import {
  afterEmailChange,
  type EmailChangeProgress,
  refusalOfEmailChange,
} from '../../domain/email-change.ts';
import {
  afterRegistration,
  isUndecidedRegistration,
  type RegistrationCommand,
  type RegistrationRefusal,
  type RegistrationStage,
  refusalOfRegistration,
} from '../../domain/registration.ts';
import { registerSearchAttributes } from '../../worker/search-attributes.ts';
import {
  type ChangeApplicationInput,
  changeApplication,
  changeApplicationWorkflowId,
  decide,
} from '../../workflows/change-application.ts';
import { emailVerification, emailVerificationWorkflowId } from '../../workflows/email-verification.ts';
import { uniqueName, workflowBundlePath } from '../support/environment.ts';
import { timeSkippingEnvironment } from '../support/temporal.ts';

/** A Temporal that skips time and knows what our workflows are found by; `teardown()` it. */
export async function startEnvironment(): Promise<TestWorkflowEnvironment> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const environment = await timeSkippingEnvironment();
  await registerSearchAttributes(environment.connection, environment.namespace ?? 'default');
  return environment;
}

/** What the workflows see of the world: one application, one e-mail change and one registration, kept in memory by the domain's rules. */
export function fakeWorld({ approvalsNeeded = 1 }: { approvalsNeeded?: 1 | 2 } = {}) {
  const world = {
    application: received(1, approvalsNeeded) as Progress,
    emailChange: { stage: 'pending', generation: 1 } as EmailChangeProgress,
    commands: new Map<string, Command>(),
    registration: 'received' as RegistrationStage,
    registrationAssignee: null as string | null,
    registrationCommands: new Map<string, RegistrationCommand>(),
    /** What the database finds against an approval. */
    obstacleToApproval: undefined as RegistrationRefusal | undefined,
    recorded: [] as string[],
    mails: [] as string[],
    passwordMail: 'sent' as 'sent' | 'superseded' | 'refused',
    passwordTries: [] as Date[],
    notice: 'sent' as 'sent' | 'notAccepted' | 'refused',
    noticeTries: 0,
    /** Until when staff are to decide; without one nobody is told of it. */
    dueAt: undefined as Date | undefined,
    /** How often a workflow asked whether it is time to tell, and who was told of what and when. */
    looks: 0,
    told: [] as { kind: DueAlertKind; to: string; at: Date }[],
    /** Of a digest of due dates. */
    recipients: [] as string[],
    /** Why the access history's upkeep could not drop what is past retention, for as long as it could not. */
    historyInUse: undefined as string | undefined,
    historySteps: [] as string[],
    reconciledSince: [] as string[],
    appliedAt: undefined as Date | undefined,
    /** Until when staff should decide anew, where the record moves before the next change is applied. */
    reopenedUntil: undefined as string | undefined,
    expiredAt: undefined as Date | undefined,
    /** The environment's clock, which may be ahead of ours. */
    clock: async (): Promise<Date> => new Date(),
  };
  const activities: Activities = {
    async reconcileWorkflows({ since }) {
      world.reconciledSince.push(since);
      return { right: 1, underWay: 0, started: 0, startedAnew: 0, ended: 0, unanswered: 0 };
    },
    progressOf: async () => world.application,
    async recordStep({ stepId }) {
      if (world.recorded.includes(stepId)) return world.application;
      const command = world.commands.get(stepId);
      if (!command) throw ApplicationFailure.nonRetryable('no such step', 'NotFound');
      const refusal = refusalOf(world.application, command);
      if (refusal) throw refused(refusal);
      world.recorded.push(stepId);
      world.application = after(world.application, command);
      return world.application;
    },
    async applyChange() {
      const dueAt = world.reopenedUntil;
      if (dueAt) {
        const { round, approvalsNeeded } = world.application;
        world.reopenedUntil = undefined;
        world.application = { ...received(round, approvalsNeeded), stage: 'inReview' };
        return { ...world.application, dueAt };
      }
      world.appliedAt = await world.clock();
      world.application = { ...world.application, stage: 'applied' };
      return world.application;
    },
    async expireApplication({ round }) {
      const { stage } = world.application;
      if (stage === 'returned' && world.application.round === round)
        world.application = { ...world.application, stage: 'expired' };
      return world.application;
    },
    async sendApplicationMail({ kind, round, occurrence }) {
      world.mails.push([kind, round, occurrence].filter(Boolean).join(' '));
    },
    emailChangeProgressOf: async () => world.emailChange,
    changeAddress: async ({ generation }) => moveEmailChange({ kind: 'confirm', generation }),
    cancelAddressChange: async () => moveEmailChange({ kind: 'cancel' }),
    renewVerification: async () => moveEmailChange({ kind: 'resend' }),
    async expireEmailChange() {
      world.expiredAt = await world.clock();
      if (world.emailChange.stage === 'pending')
        world.emailChange = { ...world.emailChange, stage: 'expired' };
      return world.emailChange;
    },
    async sendVerification({ generation }) {
      world.mails.push(`link ${generation}`);
    },
    async sendChangeNotice() {
      world.mails.push('notice');
    },
    async sendAddressChanged() {
      world.mails.push('changed');
    },
    registrationProgressOf: async () => ({
      stage: world.registration,
      assigneeId: world.registrationAssignee,
    }),
    async recordRegistrationStep({ stepId }) {
      if (world.recorded.includes(stepId)) return { stage: world.registration };
      const command = world.registrationCommands.get(stepId);
      if (!command) throw ApplicationFailure.nonRetryable('no such step', 'NotFound');
      const refusal =
        refusalOfRegistration(
          { stage: world.registration, assigneeId: world.registrationAssignee },
          command,
        ) ?? (command.kind === 'approved' ? world.obstacleToApproval : undefined);
      if (refusal) throw refused(refusal);
      world.recorded.push(stepId);
      world.registration = afterRegistration(command);
      if (isAssignment(command)) world.registrationAssignee = assigneeAfter(command);
      return {
        stage: world.registration,
        assigneeId: world.registrationAssignee,
        ...(world.registration === 'approved' ? { insuredCode: '300000001' } : {}),
      };
    },
    async tellOfDueDate({ work, asOf }) {
      world.looks += 1;
      const undecided =
        work === 'change'
          ? isUndecided(world.application.stage)
          : isUndecidedRegistration(world.registration);
      if (!world.dueAt || !undecided) return undefined;
      const { tell, lookAgain } = dueAlertStep(world.dueAt, new Date(asOf), noClosingDays);
      const assignee = work === 'change' ? world.application.assigneeId : world.registrationAssignee;
      const to = tell === 'overdue' ? 'supervisors' : (assignee ?? 'supervisors');
      if (tell && !world.told.some((one) => one.kind === tell && one.to === to))
        world.told.push({ kind: tell, to, at: await world.clock() });
      return lookAgain && { at: lookAgain.at.toISOString(), for: lookAgain.for };
    },
    recipientsOfDueAlerts: async () => world.recipients,
    async sendDueAlerts({ staffId }) {
      world.mails.push(`due dates to ${staffId}`);
    },
    async sendRegistrationMail({ kind }) {
      world.mails.push(kind);
    },
    async makeAndMailOneTimePassword() {
      world.passwordTries.push(await world.clock());
      if (world.passwordMail === 'refused')
        throw ApplicationFailure.retryable('The mail server did not take the mail', 'MailNotAccepted');
      world.mails.push('code');
      return world.passwordMail;
    },
    async makeHistoryMonths() {
      world.historySteps.push('make months');
      return ['2027-01-01'];
    },
    async removeLeftovers() {
      world.historySteps.push('remove leftovers');
      return { sessions: 1, publicDrafts: 0, deliveries: 2, throttles: 0, serviceEvents: 0, mails: 0 };
    },
    async sealAccessHistory() {
      world.historySteps.push('seal');
      return { events: 3, seals: 1, head: `1:${'ab'.repeat(32)}` };
    },
    async dropHistoryMonths() {
      world.historySteps.push('drop months');
      if (world.historyInUse) throw ApplicationFailure.retryable(world.historyInUse, 'Unexpected');
      return ['2019-11-01'];
    },
    async sendNotice() {
      world.noticeTries += 1;
      if (world.notice === 'notAccepted')
        throw ApplicationFailure.retryable('The mail server did not take the mail', 'MailNotAccepted');
      if (world.notice === 'refused')
        throw ApplicationFailure.nonRetryable('The mail server did not take the mail', 'RecipientRefused');
      world.mails.push('notice of an act');
    },
    async resendMail() {
      world.mails.push('once more');
    },
    async makeAndMailTemporaryPassword() {
      world.passwordTries.push(await world.clock());
      if (world.passwordMail === 'refused')
        throw ApplicationFailure.retryable('The mail server did not take the mail', 'MailNotAccepted');
      world.mails.push('password');
      return world.passwordMail;
    },
  };
  function moveEmailChange(command: Parameters<typeof afterEmailChange>[1]) {
    const refusal = refusalOfEmailChange(world.emailChange, command);
    if (refusal) throw refused(refusal);
    world.emailChange = afterEmailChange(world.emailChange, command);
    return world.emailChange;
  }
  return Object.assign(world, { activities });
}
export type World = ReturnType<typeof fakeWorld>;

/** Runs `act` beside a worker with these activities, on a task queue of its own unless one is given. */
export async function withWorker(
  environment: TestWorkflowEnvironment,
  world: World,
  act: (taskQueue: string) => Promise<void>,
  taskQueue = uniqueName('workflows'),
): Promise<void> {
  world.clock = async () => new Date(await environment.currentTimeMs());
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: workflowBundlePath() },
    activities: world.activities,
  });
  await worker.runUntil(() => act(taskQueue));
}

export type Application = WorkflowHandle<typeof changeApplication>;

/** Starts an application's workflow in the environment's present. */
export async function startApplication(
  { client }: TestWorkflowEnvironment,
  taskQueue: string,
  input: Partial<ChangeApplicationInput> = {},
): Promise<Application> {
  const applicationNumber = uniqueName('W');
  return client.workflow.start(changeApplication, {
    taskQueue,
    workflowId: changeApplicationWorkflowId(applicationNumber),
    args: [
      {
        applicationNumber,
        insuredCode: '201234567',
        approvalsNeeded: 1,
        dueAt: '2026-11-25T08:00:00.000Z',
        round: 1,
        ...input,
      },
    ],
  });
}

/** Has somebody ask something of an application, as the web does: first the step, then the update of the same ID. */
export function ask(
  application: Application,
  world: World,
  kind: Command['kind'],
  actorId: string,
  further: Partial<Command> = {},
) {
  const command: Command = { kind, actorId, stepId: randomUUID(), ...further };
  world.commands.set(command.stepId, command);
  return application.executeUpdate(decide, { args: [command], updateId: command.stepId });
}

export async function startVerification(environment: TestWorkflowEnvironment, taskQueue: string) {
  const emailChangeId = randomUUID();
  const expiresAt = new Date((await environment.currentTimeMs()) + 24 * 60 * 60 * 1000).toISOString();
  return environment.client.workflow.start(emailVerification, {
    taskQueue,
    workflowId: emailVerificationWorkflowId(emailChangeId),
    args: [{ emailChangeId, expiresAt }],
  });
}

/** The reason with which an update was refused; fails where it was carried out or failed otherwise. */
export async function refusalOfUpdate(update: Promise<unknown>): Promise<unknown> {
  try {
    await update;
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      if (cause instanceof ApplicationFailure && cause.type === 'Refused') return cause.details?.[0];
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw error;
  }
  throw new Error('The update was carried out');
}
