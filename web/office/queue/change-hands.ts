import { createHash } from 'node:crypto';
import { listSteps } from '../../../db/change-applications.ts';
import { findSubmittedApplication } from '../../../db/office-applications.ts';
import { findWork, type WorkRow } from '../../../db/office-work-rows.ts';
import { findRegistration } from '../../../db/registrations.ts';
import { together } from '../../../db/together.ts';
import type { AssignmentRefusal } from '../../../domain/assignment.ts';
import type { Refusal } from '../../../domain/change-application.ts';
import type { Context } from '../../context.ts';
import { Refused, TemporalDown } from '../../temporal.ts';
import { takeStep as takeApplicationStep } from '../change-applications/take-step.ts';
import { takeHands } from '../group-viewers/take-hands.ts';
import type { Hands } from '../hands.ts';
import {
  type Problem as RegistrationProblem,
  takeStep as takeRegistrationStep,
} from '../registrations/take-step.ts';

export type HandsProblem = Refusal | AssignmentRefusal | RegistrationProblem | 'temporalDown';

/** What became of one piece of work; `row` is as it stands after it, with who has it now. */
export interface HandsResult {
  row: WorkRow;
  problem?: HandsProblem;
}

/** So many change hands at the same time: each is a workflow's turn and a transaction. */
const AT_ONCE = 5;

/**
 * Changes who has each of these, every one by itself: one that is refused stops none of the others. The same press sent
 * again acts once. Unknown numbers are missing in the answer.
 */
export async function changeHands(
  c: Context,
  numbers: readonly string[],
  hands: Hands,
  press: string,
): Promise<HandsResult[]> {
  const { db } = c.var.services;
  const waiting = await findWork(db, numbers);
  const problems = new Map<string, HandsProblem>();
  let down = false;
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      // Whoever cannot be reached is not asked fifty times.
      const problem =
        down && row.type !== 'groupViewer' ? 'temporalDown' : await changeOne(c, row, hands, press);
      if (problem === 'temporalDown') down = true;
      if (problem) problems.set(row.number, problem);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return (await findWork(db, numbers)).map((row) => {
    const problem = problems.get(row.number);
    return { row, ...(problem ? { problem } : {}) };
  });
}

async function changeOne(
  c: Context,
  { type, number }: WorkRow,
  hands: Hands,
  press: string,
): Promise<HandsProblem | undefined> {
  const stepId = stepOf(press, number);
  switch (type) {
    case 'change':
      return changeApplication(c, number, hands, stepId);
    case 'registration': {
      const found = await findRegistration(c.var.services.db, number);
      return found ? takeRegistrationStep(c, found.registration, hands, stepId) : 'closed';
    }
    case 'groupViewer':
      return takeHands(c, number, hands, stepId);
  }
}

async function changeApplication(c: Context, number: string, hands: Hands, stepId: string) {
  const { db } = c.var.services;
  const [found, steps] = await together(
    () => findSubmittedApplication(db, number),
    () => listSteps(db, number),
  );
  if (!found) return 'closed';
  try {
    await takeApplicationStep(c, { application: found.application, steps }, hands, stepId);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.reason as Refusal;
    if (error instanceof TemporalDown) return 'temporalDown';
    throw error;
  }
}

/** One step a press and piece of work, the same whenever the press arrives again. */
function stepOf(press: string, number: string): string {
  const hex = createHash('sha256').update(`${press} ${number}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
