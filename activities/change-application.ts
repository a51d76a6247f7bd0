import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import { obstacleToHandOver } from '../db/assignment.ts';
import { type CountingApproval, choicesOf, countingApprovalsByRound } from '../db/change-applications.ts';
import type { Db } from '../db/client.ts';
import {
  type ChangeApplication,
  type ChangeApplicationStep,
  changeApplications,
} from '../db/schema/index.ts';
import { mayActFor } from '../db/stand-ins.ts';
import { together } from '../db/together.ts';
import { isAssignment } from '../domain/assignment.ts';
import {
  after,
  type Command,
  type Progress,
  type Refusal,
  refusalOf,
  type Stage,
} from '../domain/change-application.ts';
import { carryOut, isRecordAsDecided, outcomeOf } from './change-application-applying.ts';
import { commandOf, findStep, noteRecorded, recordAct, recordOwnStep } from './change-application-steps.ts';
import type { ActivityDependencies } from './index.ts';
import { refused } from './refused.ts';

interface Reference {
  applicationNumber: string;
}

/**
 * The database steps of `changeApplication`. Each returns where the application now stands. Statements that need nothing of
 * each other are sent together, in the order in which they stand: one round trip takes them all.
 */
export const changeApplicationActivities = ({ db, now }: Pick<ActivityDependencies, 'db' | 'now'>) => ({
  /** Where the application stands, as the database has it. Reads only. */
  progressOf: ({ applicationNumber }: Reference): Promise<Progress> =>
    db.transaction(async (tx) => progressOf(...(await lockWithApprovals(tx, applicationNumber)))),

  /**
   * Makes a step count that the web has written down: moves the application and records the act in the same
   * transaction. Safe to repeat: a step that counts already changes nothing. Fails with type `Refused` where the rules
   * forbid it by what the database shows, whatever the workflow thought.
   */
  recordStep: ({ applicationNumber, stepId }: Reference & { stepId: string }): Promise<Progress> =>
    db.transaction(async (tx) => {
      const [[application, approvals], step] = await together(
        () => lockWithApprovals(tx, applicationNumber),
        () => findStep(tx, applicationNumber, stepId),
      );
      const progress = progressOf(application, approvals);
      if (step.recordedAt) return progress;
      const command = await commandOf(tx, step);
      const refusal =
        step.round === application.round
          ? (refusalOf(progress, command) ?? (await obstacleTo(tx, application, { command, step }, now())))
          : 'alreadyDecided';
      if (refusal) throw refused(refusal);
      const next = after(progress, command);
      const moved = {
        stage: next.stage,
        ...(isAssignment(command) ? { assigneeId: next.assigneeId ?? null } : {}),
        ...(next.effectiveOn ? { effectiveOn: next.effectiveOn } : {}),
      };
      await together(
        () => moveTo(tx, application, now(), moved),
        () => noteRecorded(tx, step, now()),
        () => recordAct(tx, application, step, now()),
      );
      return next;
    }),

  /**
   * Puts the values applied for into the insured party, as the last approval decided. Safe to repeat: only an approved
   * application moves, in one transaction with its step, and only the fields applied for are written. Where the record
   * is not what was decided upon, nothing is written and staff decide anew.
   */
  applyChange: ({ applicationNumber }: Reference): Promise<Progress> =>
    db.transaction(async (tx) => {
      const [application, approvals] = await lockWithApprovals(tx, applicationNumber);
      if (application.stage !== 'approved') return progressOf(application, approvals);
      const outcome = await outcomeOf(tx, application, choicesOf(approvals), now());
      const isApplied = outcome.kind === 'applied';
      const next = isApplied
        ? { stage: 'applied' as const }
        : { stage: 'inReview' as const, dueAt: outcome.dueAt, effectiveOn: null };
      await together(
        () => moveTo(tx, application, now(), next),
        () => carryOut(tx, application, outcome, now()),
        () => recordOwnStep(tx, application, outcome.kind, now(), isApplied ? outcome.changes : null),
      );
      const progress = progressOf({ ...application, ...next }, isApplied ? approvals : []);
      return isApplied ? progress : { ...progress, dueAt: outcome.dueAt.toISOString() };
    }),

  /**
   * Closes a returned application that nobody corrected in time. Safe to repeat: it only moves while it is returned, in
   * this round; a correction that came first stays.
   */
  expireApplication: ({ applicationNumber, round }: Reference & { round: number }): Promise<Progress> =>
    db.transaction(async (tx) => {
      const [application, approvals] = await lockWithApprovals(tx, applicationNumber);
      if (application.stage !== 'returned' || application.round !== round)
        return progressOf(application, approvals);
      await together(
        () => moveTo(tx, application, now(), { stage: 'expired' }),
        () => recordOwnStep(tx, application, 'expired', now()),
      );
      return progressOf({ ...application, stage: 'expired' }, approvals);
    }),
});

/** The approvals are read once the lock is held: they are those of whoever held it before, too. */
async function lockWithApprovals(
  tx: Db,
  applicationNumber: string,
): Promise<[ChangeApplication, CountingApproval[]]> {
  const [application, approvals] = await together(
    () => lock(tx, applicationNumber),
    () => countingApprovalsByRound(tx, applicationNumber),
  );
  return [application, approvals(application.round)];
}

async function lock(tx: Db, applicationNumber: string): Promise<ChangeApplication> {
  const [application] = await tx
    .select()
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, applicationNumber))
    .for('update');
  if (application) return application;
  throw ApplicationFailure.nonRetryable(`There is no application ${applicationNumber}`, 'NotFound');
}

/** What the application itself does not know: the colleagues, who stands in for whom, and the record's present state. */
async function obstacleTo(
  tx: Db,
  application: ChangeApplication,
  { command, step }: { command: Command; step: ChangeApplicationStep },
  at: Date,
): Promise<Refusal | undefined> {
  const obstacle = await obstacleToHandOver(tx, command);
  if (obstacle) return obstacle;
  if (!(await mayActFor(tx, step, at))) return 'notStandIn';
  if (step.kind !== 'approved') return undefined;
  return (await isRecordAsDecided(tx, application, step.choices ?? {})) ? undefined : 'recordMoved';
}

function progressOf(application: ChangeApplication, approvals: readonly CountingApproval[]): Progress {
  const { stage, round, approvalsNeeded, enteredBy, effectiveOn, assigneeId } = application;
  const principals = approvals.flatMap(({ principalId }) => principalId ?? []);
  return {
    stage,
    round,
    approvalsNeeded,
    approvers: approvals.map(({ actorId }) => actorId),
    assigneeId,
    ...(principals.length > 0 ? { principals } : {}),
    ...(enteredBy ? { enteredBy } : {}),
    ...(effectiveOn ? { effectiveOn } : {}),
  };
}

const closed: readonly Stage[] = ['applied', 'rejected', 'withdrawn', 'expired'];

/** Guarded by stage and round, although the row is locked: the database has the last word. */
async function moveTo(
  tx: Db,
  { applicationNumber, stage, round }: ChangeApplication,
  at: Date,
  next: Pick<ChangeApplication, 'stage'> &
    Partial<Pick<ChangeApplication, 'assigneeId' | 'effectiveOn' | 'dueAt'>>,
): Promise<void> {
  const moved = await tx
    .update(changeApplications)
    .set({ ...next, updatedAt: at, ...(closed.includes(next.stage) ? { closedAt: at } : {}) })
    .where(
      and(
        eq(changeApplications.applicationNumber, applicationNumber),
        eq(changeApplications.stage, stage),
        eq(changeApplications.round, round),
      ),
    )
    .returning({ applicationNumber: changeApplications.applicationNumber });
  if (moved.length === 0) throw refused('alreadyDecided');
}
