import type { AssignmentCommand } from '../../domain/assignment.ts';
import { canHandOver } from '../../domain/staff.ts';
import type { Context } from '../context.ts';

/** A change of hands as staff ask for it; the colleague's name is as of then. */
export type Hands =
  | { kind: 'claimed' }
  | { kind: 'released' }
  | { kind: 'handedOver'; handedTo: string; handedToName: string; note: string | null };

interface Step {
  kind: string;
  handedTo?: string | null | undefined;
  note?: string | null | undefined;
}

/** What the command of such a step says besides who asks: to whom, and whether they may give others' work away. */
export const handsOf = (
  c: Context,
  { handedTo }: Step,
): Pick<AssignmentCommand, 'handedTo' | 'oversees'> => ({
  ...(handedTo ? { handedTo } : {}),
  ...(canHandOver(c.var.staff) ? { oversees: true } : {}),
});

/** Whether a step that is there asks for the same hands. */
export const isSameHands = (step: Step, wanted: Step): boolean =>
  (step.handedTo ?? null) === (wanted.handedTo ?? null) && (step.note ?? null) === (wanted.note ?? null);
