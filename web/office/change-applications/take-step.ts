import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { HTTPException } from 'hono/http-exception';
import { listSteps } from '../../../db/change-applications.ts';
import { asOfNow } from '../../../db/events.ts';
import { findSubmittedApplication } from '../../../db/office-applications.ts';
import {
  type ChangeApplication,
  type ChangeApplicationStep,
  changeApplicationSteps,
} from '../../../db/schema/change-applications.ts';
import { type Command, type Progress, type Refusal, refusalOf } from '../../../domain/change-application.ts';
import { commandApplication } from '../../change-application-commands.ts';
import type { Context } from '../../context.ts';
import { Refused } from '../../temporal.ts';
import { type Capacity, isSameCapacity } from '../capacity.ts';
import { type Hands, handsOf, isSameHands } from '../hands.ts';
import type { Decision } from './decision-form.ts';

/** An application and its recorded steps, as they were read for this press. */
interface Standing {
  application: ChangeApplication;
  steps: ChangeApplicationStep[];
}

/** What staff press, and in whose name; without a name, in their own. */
export type StaffStep = (Hands | Decision) & Partial<Capacity>;

/**
 * Carries out what staff pressed. `stepId` came with the form: the same form sent again acts once, a changed one is a
 * step of its own. Throws `Refused<Refusal>`, `TemporalDown`, or 400 for an ID that is somebody else's.
 */
export async function takeStep(
  c: Context,
  { application, steps }: Standing,
  wanted: StaffStep,
  stepId: string,
): Promise<void> {
  const earlier = await ownStep(c, application, stepId);
  const again = earlier !== undefined && isSame(earlier, wanted);
  if (again && earlier.recordedAt) return;

  const step = rowOf(c, application, wanted, earlier && !again ? crypto.randomUUID() : stepId);
  try {
    await ask(c, { application, steps }, step);
  } catch (error) {
    if (!(await wasRecorded(c, application, step))) throw await refusalBehind(c, step, error);
  }
}

/**
 * What the database already rules out is not asked: a workflow that has ended could not be. The step's row first: reason and
 * name must not enter the workflow's history.
 */
async function ask(c: Context, { application, steps }: Standing, step: NewStep): Promise<void> {
  const refusal = refusalOf(progressOf(application, steps), commandOf(c, step));
  if (refusal) throw new Refused<Refusal>(refusal);
  await c.var.services.db.insert(changeApplicationSteps).values(step).onConflictDoNothing();
  await commandApplication(c.var.services, application, commandOf(c, step));
}

/** Pressed twice at once, the second press may find only that the first one was quicker. */
async function wasRecorded(
  c: Context,
  application: ChangeApplication,
  { stepId }: NewStep,
): Promise<boolean> {
  return Boolean((await ownStep(c, application, stepId))?.recordedAt);
}

/** A workflow that ended while it was asked says nothing that people understand; the database knows why. */
async function refusalBehind(c: Context, step: NewStep, error: unknown): Promise<unknown> {
  if (error instanceof Refused) return error;
  const refusal = await refusalNow(c, step);
  return refusal ? new Refused<Refusal>(refusal) : error;
}

type NewStep = Pick<ChangeApplicationStep, 'stepId' | 'actorId' | 'effectiveOn' | 'principalId'> &
  typeof changeApplicationSteps.$inferInsert & { kind: StaffStep['kind'] };

function rowOf(c: Context, application: ChangeApplication, wanted: StaffStep, stepId: string): NewStep {
  return {
    stepId,
    applicationNumber: application.applicationNumber,
    round: application.round,
    actorKind: 'staff',
    actorId: c.var.staff.staffId,
    ...asOfNow(c.var.staff),
    address: c.var.address,
    effectiveOn: null,
    principalId: null,
    ...wanted,
  };
}

const commandOf = (c: Context, step: NewStep): Command => ({
  kind: step.kind,
  stepId: step.stepId,
  actorId: step.actorId,
  ...handsOf(c, step),
  ...(step.principalId ? { principalId: step.principalId } : {}),
  ...(step.effectiveOn ? { effectiveOn: step.effectiveOn } : {}),
});

/** The step that this form has already asked for. */
async function ownStep(c: Context, { applicationNumber }: ChangeApplication, stepId: string) {
  const [step] = await c.var.services.db
    .select()
    .from(changeApplicationSteps)
    .where(eq(changeApplicationSteps.stepId, stepId));
  if (step && (step.applicationNumber !== applicationNumber || step.actorId !== c.var.staff.staffId))
    throw new HTTPException(400, { message: 'the step is not of this form' });
  return step;
}

const isSame = (step: ChangeApplicationStep, wanted: StaffStep) =>
  step.kind === wanted.kind &&
  isSameHands(step, wanted) &&
  isSameCapacity(step, wanted) &&
  step.effectiveOn === ('effectiveOn' in wanted ? wanted.effectiveOn : null) &&
  isDeepStrictEqual(step.choices, 'choices' in wanted ? wanted.choices : null) &&
  step.reasonCode === ('reasonCode' in wanted ? wanted.reasonCode : null) &&
  step.reasonText === ('reasonText' in wanted ? wanted.reasonText : null);

async function refusalNow(c: Context, step: NewStep): Promise<Refusal | undefined> {
  const { db } = c.var.services;
  const [found, steps] = await Promise.all([
    findSubmittedApplication(db, step.applicationNumber),
    listSteps(db, step.applicationNumber),
  ]);
  return found && refusalOf(progressOf(found.application, steps), commandOf(c, step));
}

/** What the domain decides by, as the database has it. */
export function progressOf(application: ChangeApplication, steps: ChangeApplicationStep[]): Progress {
  const { stage, round, approvalsNeeded, assigneeId, enteredBy } = application;
  const approvals = approvalsOf(application, steps);
  return {
    stage,
    round,
    approvalsNeeded,
    approvers: approvals.map(({ actorId }) => actorId),
    principals: approvals.flatMap(({ principalId }) => principalId ?? []),
    assigneeId,
    ...(enteredBy ? { enteredBy } : {}),
  };
}

/** The recorded approvals of the current round that still count, in order. */
export const approvalsOf = ({ round }: ChangeApplication, steps: ChangeApplicationStep[]) =>
  steps.filter((step) => step.kind === 'approved' && step.round === round && step.voidedAt === null);
