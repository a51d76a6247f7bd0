import { eq } from 'drizzle-orm';
import { HTTPException } from 'hono/http-exception';
import { asOfNow } from '../../../db/events.ts';
import { findRegistration } from '../../../db/registrations.ts';
import {
  type Registration,
  type RegistrationStep,
  registrationSteps,
} from '../../../db/schema/registrations.ts';
import {
  type RegistrationCommand,
  type RegistrationRefusal,
  refusalOfRegistration,
} from '../../../domain/registration.ts';
import type { Context } from '../../context.ts';
import { commandRegistration } from '../../registration-commands.ts';
import { Refused, TemporalDown } from '../../temporal.ts';
import { type Capacity, isSameCapacity } from '../capacity.ts';
import { type Hands, handsOf, isSameHands } from '../hands.ts';
import type { Decision } from './decision-form.ts';

/** What staff press, and in whose name; without a name, in their own. */
export type StaffStep = (Hands | { kind: 'posted' } | Decision) & Partial<Capacity>;
export type Problem = RegistrationRefusal | 'principalMayNot' | 'temporalDown';

/**
 * Carries out what staff pressed; returns why not, where it could not be. `stepId` came with the form: the same form
 * sent again acts once, a changed one is a step of its own. Throws 400 for an ID that is somebody else's.
 */
export async function takeStep(
  c: Context,
  registration: Registration,
  wanted: StaffStep,
  stepId: string,
): Promise<Problem | undefined> {
  const earlier = await ownStep(c, registration, stepId);
  const again = earlier !== undefined && isSame(earlier, wanted);
  if (again && earlier.recordedAt) return undefined;
  const step = rowOf(c, registration, wanted, earlier && !again ? crypto.randomUUID() : stepId);
  try {
    await ask(c, registration, step);
    return undefined;
  } catch (error) {
    if ((await ownStep(c, registration, step.stepId))?.recordedAt) return undefined;
    return problemBehind(c, step, error);
  }
}

type NewStep = typeof registrationSteps.$inferInsert &
  Pick<RegistrationStep, 'stepId' | 'actorId'> &
  StaffStep;

/** The step's row first: reason and name must not enter the workflow's history. */
async function ask(c: Context, registration: Registration, step: NewStep): Promise<void> {
  const refusal = await refusalNow(c, step);
  if (refusal) throw new Refused<RegistrationRefusal>(refusal);
  await c.var.services.db.insert(registrationSteps).values(step).onConflictDoNothing();
  await commandRegistration(c.var.services, registration, commandOf(c, step));
}

const commandOf = (c: Context, step: NewStep): RegistrationCommand => ({
  kind: step.kind,
  stepId: step.stepId,
  actorId: step.actorId,
  ...handsOf(c, step),
});

const rowOf = (c: Context, registration: Registration, wanted: StaffStep, stepId: string): NewStep => ({
  stepId,
  registrationNumber: registration.registrationNumber,
  actorKind: 'staff',
  actorId: c.var.staff.staffId,
  ...asOfNow(c.var.staff),
  address: c.var.address,
  ...wanted,
});

/** The step that this form has already asked for. */
async function ownStep(c: Context, { registrationNumber }: Registration, stepId: string) {
  const [step] = await c.var.services.db
    .select()
    .from(registrationSteps)
    .where(eq(registrationSteps.stepId, stepId));
  if (step && (step.registrationNumber !== registrationNumber || step.actorId !== c.var.staff.staffId))
    throw new HTTPException(400, { message: 'the step is not of this form' });
  return step;
}

const isSame = (step: RegistrationStep, wanted: StaffStep) =>
  step.kind === wanted.kind &&
  isSameHands(step, wanted) &&
  isSameCapacity(step, wanted) &&
  step.reasonCode === ('reasonCode' in wanted ? wanted.reasonCode : null) &&
  step.reasonText === ('reasonText' in wanted ? wanted.reasonText : null);

/** What the database already rules out need not be asked, and a workflow that has ended cannot be. */
async function refusalNow(c: Context, step: NewStep): Promise<RegistrationRefusal | undefined> {
  const found = await findRegistration(c.var.services.db, step.registrationNumber);
  if (!found) return undefined;
  const refusal = refusalOfRegistration(found.registration, commandOf(c, step));
  if (refusal || step.kind !== 'approved') return refusal;
  return obstacleTo(found);
}

/** Why an approval is impossible whoever gives it. The approving transaction itself has the last word. */
export function obstacleTo({
  registration,
  party,
  hasAdministrator,
}: NonNullable<Awaited<ReturnType<typeof findRegistration>>>):
  | Extract<RegistrationRefusal, 'hasAdministrator' | 'noSuchInsuredParty' | 'insuredPartySuspended'>
  | undefined {
  if (registration.kind !== 'administratorOnly') return undefined;
  if (!party) return 'noSuchInsuredParty';
  if (hasAdministrator) return 'hasAdministrator';
  return party.suspendedAt ? 'insuredPartySuspended' : undefined;
}

/** A workflow that ended while it was asked says nothing that people understand; the database knows why. */
async function problemBehind(c: Context, step: NewStep, error: unknown): Promise<Problem> {
  if (error instanceof Refused) return error.reason as RegistrationRefusal;
  const refusal = await refusalNow(c, step);
  if (refusal) return refusal;
  if (error instanceof TemporalDown) return 'temporalDown';
  throw error;
}
