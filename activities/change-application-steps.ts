import { ApplicationFailure } from '@temporalio/common';
import { and, eq } from 'drizzle-orm';
import { handsOf } from '../db/assignment.ts';
import type { Db } from '../db/client.ts';
import { recordAccessEvents } from '../db/events.ts';
import {
  type ChangeApplication,
  type ChangeApplicationStep,
  type Changes,
  changeApplicationSteps,
  staffEvents,
} from '../db/schema/index.ts';
import { isAssignment } from '../domain/assignment.ts';
import type { Command } from '../domain/change-application.ts';
import { operation } from '../domain/operation-catalogue.ts';

/** A step that the web has written down, locked. */
export async function findStep(
  tx: Db,
  applicationNumber: string,
  stepId: string,
): Promise<ChangeApplicationStep> {
  const [step] = await tx
    .select()
    .from(changeApplicationSteps)
    .where(
      and(
        eq(changeApplicationSteps.stepId, stepId),
        eq(changeApplicationSteps.applicationNumber, applicationNumber),
      ),
    )
    .for('update');
  if (step) return step;
  throw ApplicationFailure.nonRetryable(`There is no step ${stepId}`, 'NotFound');
}

/** What whoever wrote the step down asks for. */
export async function commandOf(tx: Db, step: ChangeApplicationStep): Promise<Command> {
  const { stepId, actorId, principalId, effectiveOn } = step;
  const kind = asked.find((possible) => possible === step.kind);
  if (!kind) throw ApplicationFailure.nonRetryable(`Nobody can ask for a step ${step.kind}`, 'NotFound');
  const command = {
    kind,
    stepId,
    actorId,
    ...(principalId ? { principalId } : {}),
    ...(effectiveOn ? { effectiveOn } : {}),
  };
  return isAssignment(command) ? { ...command, ...(await handsOf(tx, step)) } : command;
}

const asked = [
  'claimed',
  'released',
  'handedOver',
  'approved',
  'returned',
  'rejected',
  'withdrawn',
] as const satisfies Command['kind'][];

/** The step counts from now on. */
export const noteRecorded = (tx: Db, { stepId }: ChangeApplicationStep, at: Date) =>
  tx.update(changeApplicationSteps).set({ recordedAt: at }).where(eq(changeApplicationSteps.stepId, stepId));

/**
 * Records who asked for the step, in the access history or among the acts of staff: the person as of the moment in which
 * they asked.
 */
export async function recordAct(
  tx: Db,
  { applicationNumber, insuredCode }: ChangeApplication,
  step: ChangeApplicationStep,
  at: Date,
) {
  const { actorId, actorName, actorDepartment, actorTitle, address, kind, principalId, principalName } = step;
  const act = { at, actorName, actorDepartment, actorTitle, address, subject: applicationNumber };
  if (step.actorKind === 'webUser')
    await recordAccessEvents(tx, [
      { ...act, insuredCode, webUserId: actorId, operation: operation.insuredPartyChangeWithdraw },
    ]);
  else if (isStaffStep(kind))
    await tx
      .insert(staffEvents)
      .values({ ...act, staffId: actorId, operation: kind, principalId, principalName });
}

type StaffStepKind = Exclude<Command['kind'], 'withdrawn'>;
const isStaffStep = (kind: ChangeApplicationStep['kind']): kind is StaffStepKind =>
  kind !== 'withdrawn' && asked.some((possible) => possible === kind);

/** A step that nobody asks for. */
export async function recordOwnStep(
  tx: Db,
  { applicationNumber, round, effectiveOn }: ChangeApplication,
  kind: 'applied' | 'reopened' | 'expired',
  at: Date,
  changes: Changes | null = null,
) {
  await tx.insert(changeApplicationSteps).values({
    applicationNumber,
    round,
    kind,
    actorKind: 'system',
    actorId: 'system',
    actorName: 'システム',
    effectiveOn: kind === 'applied' ? effectiveOn : null,
    askedAt: at,
    recordedAt: at,
    changes,
  });
}
