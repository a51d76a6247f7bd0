import { ApplicationFailure } from '@temporalio/common';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { handsOf, obstacleToHandOver } from '../db/assignment.ts';
import type { Db } from '../db/client.ts';
import { issueAdministrator } from '../db/registrations.ts';
import {
  letters,
  type Registration,
  type RegistrationStep,
  registrationSteps,
  registrations,
  staffEvents,
} from '../db/schema/index.ts';
import { mayActFor } from '../db/stand-ins.ts';
import { assigneeAfter, isAssignment } from '../domain/assignment.ts';
import {
  afterRegistration,
  type RegistrationCommand,
  type RegistrationStage,
  refusalOfRegistration,
} from '../domain/registration.ts';
import type { RegistrationProgress } from '../workflows/registration.ts';
import type { ActivityDependencies } from './index.ts';
import { refused } from './refused.ts';

interface Reference {
  registrationNumber: string;
}

/** The database steps of `registration`. Each returns where the registration now stands. */
export const registrationActivities = ({ db, now }: Pick<ActivityDependencies, 'db' | 'now'>) => ({
  /** Where the registration stands, as the database has it. Reads only. */
  registrationProgressOf: ({ registrationNumber }: Reference): Promise<RegistrationProgress> =>
    db.transaction(async (tx) => progressOf(await lock(tx, registrationNumber))),

  /**
   * Makes a step count that the web has written down, with all that it means: an approval gives the codes, an
   * administrator and a letter to print; a posted letter completes the registration. One transaction; safe to repeat: a
   * step that counts already changes nothing. Fails with type `Refused` where the rules forbid it by what the database
   * shows, whatever the workflow thought.
   */
  recordRegistrationStep: ({
    registrationNumber,
    stepId,
  }: Reference & { stepId: string }): Promise<RegistrationProgress> =>
    db.transaction(async (tx) => {
      const registration = await lock(tx, registrationNumber);
      const step = await findStep(tx, registrationNumber, stepId);
      if (step.recordedAt) return progressOf(registration);
      const command = await commandOf(tx, step);
      const refusal = refusalOfRegistration(registration, command) ?? (await obstacleToHandOver(tx, command));
      if (refusal) throw refused(refusal);
      if (!(await mayActFor(tx, step, now()))) throw refused('notStandIn');
      const moved = await carryOut(tx, registration, command, now());
      await tx
        .update(registrationSteps)
        .set({ recordedAt: now() })
        .where(eq(registrationSteps.stepId, stepId));
      await recordStaffStep(tx, moved, step, now());
      return progressOf(moved);
    }),
});

const progressOf = ({ stage, kind, insuredCode, assigneeId }: Registration): RegistrationProgress => ({
  stage,
  assigneeId,
  // What a visitor states is not yet known to be theirs.
  ...(insuredCode && (kind === 'newInsuredParty' || stage === 'approved' || stage === 'registered')
    ? { insuredCode }
    : {}),
});

async function lock(tx: Db, registrationNumber: string): Promise<Registration> {
  const [registration] = await tx
    .select()
    .from(registrations)
    .where(eq(registrations.registrationNumber, registrationNumber))
    .for('update');
  if (registration) return registration;
  throw ApplicationFailure.nonRetryable(`There is no registration ${registrationNumber}`, 'NotFound');
}

async function findStep(tx: Db, registrationNumber: string, stepId: string): Promise<RegistrationStep> {
  const [step] = await tx
    .select()
    .from(registrationSteps)
    .where(
      and(eq(registrationSteps.stepId, stepId), eq(registrationSteps.registrationNumber, registrationNumber)),
    )
    .for('update');
  if (step) return step;
  throw ApplicationFailure.nonRetryable(`There is no step ${stepId}`, 'NotFound');
}

async function commandOf(tx: Db, step: RegistrationStep): Promise<RegistrationCommand> {
  const { kind, stepId, actorId } = step;
  if (kind === 'submitted')
    throw ApplicationFailure.nonRetryable(`Nobody can ask for a step ${kind}`, 'NotFound');
  const command = { kind, stepId, actorId };
  return isAssignment(command) ? { ...command, ...(await handsOf(tx, step)) } : command;
}

async function carryOut(
  tx: Db,
  registration: Registration,
  command: RegistrationCommand,
  at: Date,
): Promise<Registration> {
  const stage = afterRegistration(command);
  switch (command.kind) {
    case 'claimed':
    case 'released':
    case 'handedOver':
      return moveTo(tx, registration, stage, {
        assigneeId: assigneeAfter({ ...command, kind: command.kind }),
      });
    case 'approved':
      return moveTo(tx, registration, stage, { insuredCode: await issue(tx, registration, at) });
    case 'rejected':
      return moveTo(tx, registration, stage, { closedAt: at });
    case 'posted':
      await postLetter(tx, registration, command.actorId, at);
      return moveTo(tx, registration, stage, { closedAt: at });
  }
}

/** Guarded by the stage, although the row is locked: the database has the last word. */
async function moveTo(
  tx: Db,
  { registrationNumber, stage }: Registration,
  next: RegistrationStage,
  further: Partial<Pick<Registration, 'assigneeId' | 'insuredCode' | 'closedAt'>>,
): Promise<Registration> {
  const [moved] = await tx
    .update(registrations)
    .set({ stage: next, ...further })
    .where(and(eq(registrations.registrationNumber, registrationNumber), eq(registrations.stage, stage)))
    .returning();
  if (!moved) throw refused('alreadyDecided');
  return moved;
}

async function issue(tx: Db, registration: Registration, at: Date): Promise<string> {
  const issued = await issueAdministrator(tx, registration, at);
  if ('refusal' in issued) throw refused(issued.refusal);
  return issued.insuredCode;
}

/** The one letter of this registration that is printed and not yet posted. */
async function postLetter(tx: Db, { registrationNumber }: Registration, staffId: string, at: Date) {
  const [letter] = await tx
    .select()
    .from(letters)
    .where(and(eq(letters.registrationNumber, registrationNumber), isNull(letters.postedAt)))
    .orderBy(desc(letters.orderedAt))
    .limit(1)
    .for('update');
  if (!letter?.printedAt) throw refused('notPrinted');
  await tx
    .update(letters)
    .set({ postedAt: at, postedBy: staffId })
    .where(eq(letters.letterId, letter.letterId));
}

/** The person as the step has them: as of the moment in which they asked. */
async function recordStaffStep(
  tx: Db,
  { registrationNumber }: Registration,
  step: RegistrationStep,
  at: Date,
): Promise<void> {
  const { actorId, actorName, actorDepartment, actorTitle, address, kind, principalId, principalName } = step;
  if (kind === 'submitted') return;
  await tx.insert(staffEvents).values({
    at,
    staffId: actorId,
    operation: kind === 'posted' ? 'letterPosted' : kind,
    actorName,
    actorDepartment,
    actorTitle,
    principalId,
    principalName,
    address,
    subject: registrationNumber,
  });
}
