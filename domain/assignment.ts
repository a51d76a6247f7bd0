/**
 * Who works on a case, whatever sort of work it is: one claims it, gives it back (担当を外す) or hands it over to a
 * colleague (引継ぎ). Pure; workflows, activities and pages follow what stands here.
 */

/** What changes who has a case. */
export type AssignmentKind = 'claimed' | 'released' | 'handedOver';

export interface AssignmentCommand {
  kind: AssignmentKind;
  /** Staff ID of whoever asks. */
  actorId: string;
  /** Staff ID of the colleague who gets it; on a `handedOver` alone. */
  handedTo?: string;
  /** Whoever asks may also give others' work away (`canHandOver`). */
  oversees?: boolean;
}

export type AssignmentRefusal =
  | 'alreadyClaimed'
  /** Nobody has it yet: there is nothing to give. */
  | 'notClaimed'
  /** A colleague has it, and only they and who oversees them may give it away. */
  | 'notYours'
  | 'alreadyTheirs'
  /** Nobody of that ID works here (any more). */
  | 'noSuchColleague';

/** Staff ID of who has a case; null: nobody. Undefined: not known, and left to the database. */
export type Assignee = string | null | undefined;

/** Why an open case cannot change hands as asked, or undefined. */
export function refusalOfAssignment(
  assignee: Assignee,
  command: AssignmentCommand,
): AssignmentRefusal | undefined {
  if (command.kind === 'claimed') return assignee === null ? undefined : 'alreadyClaimed';
  if (command.kind === 'handedOver' && assignee && assignee === command.handedTo) return 'alreadyTheirs';
  if (assignee === undefined) return undefined;
  if (command.kind === 'handedOver' && command.oversees) return undefined;
  if (assignee === null) return 'notClaimed';
  return assignee === command.actorId || command.oversees ? undefined : 'notYours';
}

export const isAssignment = <Command extends { kind: string }>(
  command: Command,
): command is Command & { kind: AssignmentKind } =>
  command.kind === 'claimed' || command.kind === 'released' || command.kind === 'handedOver';

/** Who has it after an accepted command. */
export const assigneeAfter = ({ kind, actorId, handedTo }: AssignmentCommand): string | null =>
  kind === 'claimed' ? actorId : kind === 'handedOver' ? (handedTo ?? null) : null;

/** Characters of the note that goes with a hand-over. */
export const HAND_OVER_NOTE_AT_MOST = 500;
