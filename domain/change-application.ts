/**
 * A change application (保険利用者情報変更, manual 4-8): its stages, who may move it and where to. Pure; the workflow
 * and the database guard both follow what stands here.
 */

import {
  type Assignee,
  type AssignmentCommand,
  type AssignmentKind,
  type AssignmentRefusal,
  assigneeAfter,
  isAssignment,
  refusalOfAssignment,
} from './assignment.ts';
import { addDays, type CalendarDate, dateInTokyo } from './calendar-date.ts';

/** Where an application stands. The first five are open, `returned` waits for the customer, the rest are closed. */
export type Stage =
  | 'draft'
  | 'received'
  | 'inReview'
  | 'secondApproval'
  | 'approved'
  | 'returned'
  | 'applied'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'discarded';

/** An insured party has at most one application in these stages. */
export const openStages = [
  'draft',
  'received',
  'inReview',
  'secondApproval',
  'approved',
  'returned',
] as const satisfies Stage[];

/** Staff still have to decide on these. */
export const undecidedStages = ['received', 'inReview', 'secondApproval'] as const satisfies Stage[];

/** Until it is decided, and while it is back with them, the applicant may take an application back. */
const withdrawableStages = [...undecidedStages, 'returned'] as const satisfies Stage[];

const among = (stages: readonly Stage[], stage: Stage) => stages.includes(stage);
export const isOpen = (stage: Stage) => among(openStages, stage);
export const isUndecided = (stage: Stage) => among(undecidedStages, stage);
export const isWithdrawable = (stage: Stage) => among(withdrawableStages, stage);

/** What happens to an application: each is one step of its timeline. */
export type StepKind =
  | 'submitted'
  | AssignmentKind
  | 'approved'
  | 'returned'
  | 'rejected'
  | 'resubmitted'
  | 'withdrawn'
  | 'applied'
  /** The record had moved after the last approval: not applied, but examined anew. */
  | 'reopened'
  | 'expired';

/** What somebody asks of a running application; the step's row in the database holds reason, date and person. */
export interface Command extends Omit<AssignmentCommand, 'kind'> {
  kind: AssignmentKind | Extract<StepKind, 'approved' | 'returned' | 'rejected' | 'withdrawn'>;
  /** Row of the step, also the key by which a repeated command is recognised. */
  stepId: string;
  /** Staff ID, or the web user ID for a withdrawal. */
  actorId: string;
  /** Staff ID of the one for whom the actor decides, as their stand-in (代行者). */
  principalId?: string;
  /** YYYY-MM-DD, on an approval: the day from which the change holds. The last approval's is the one that counts. */
  effectiveOn?: string;
}

/** All that deciding needs to know; the workflow's whole memory. */
export interface Progress {
  stage: Stage;
  /** 1 at the first submission, one more with each resubmission. */
  round: number;
  /** Two where the name, the corporate number, the representative or the head office's address changes. */
  approvalsNeeded: 1 | 2;
  /** Staff who approved in this round, in order. */
  approvers: string[];
  /** Those for whom stand-ins among the approvers approved: neither may appear a second time. */
  principals?: string[];
  /** Staff who entered the application on the customer's behalf; they never decide it. */
  enteredBy?: string;
  /** Who works on it; missing in what workflows kept before it could change hands. */
  assigneeId?: Exclude<Assignee, undefined>;
  effectiveOn?: string;
  /** Instant, ISO 8601; only where it has moved: until when staff should have decided. */
  dueAt?: string;
}

export const received = (round: number, approvalsNeeded: 1 | 2, enteredBy?: string): Progress => ({
  stage: 'received',
  round,
  approvalsNeeded,
  approvers: [],
  ...(enteredBy ? { enteredBy } : {}),
});

export type Refusal =
  | 'closed'
  | 'returned'
  | 'alreadyDecided'
  | AssignmentRefusal
  | 'ownApplication'
  | 'ownApproval'
  | 'principalEntered'
  | 'principalApproved'
  /** Nobody made them the other's stand-in, or not for today, or not any more. */
  | 'notStandIn'
  /** The record is not what the approver saw. */
  | 'recordMoved';

/**
 * Why a command cannot be carried out now, or undefined. Four eyes: product rule "Decisions", ASVS V2.3.5. Whoever acts
 * as a stand-in counts as two people: themselves and the one they act for.
 */
export function refusalOf(progress: Progress, command: Command): Refusal | undefined {
  const { stage } = progress;
  if (command.kind === 'withdrawn') return isWithdrawable(stage) ? undefined : closedOrDecided(stage);
  if (!isUndecided(stage)) return stage === 'returned' ? 'returned' : closedOrDecided(stage);
  if (isAssignment(command)) return refusalOfAssignment(assigneeOf(progress), command);
  if (stage === 'received') return 'notClaimed';
  return fourEyes(progress, command);
}

function fourEyes(progress: Progress, { actorId, principalId }: Command): Refusal | undefined {
  const hadTheirSay = [...progress.approvers, ...(progress.principals ?? [])];
  if (actorId === progress.enteredBy) return 'ownApplication';
  if (hadTheirSay.includes(actorId)) return 'ownApproval';
  if (principalId === undefined) return undefined;
  if (principalId === progress.enteredBy) return 'principalEntered';
  return hadTheirSay.includes(principalId) ? 'principalApproved' : undefined;
}

const assigneeOf = ({ stage, assigneeId }: Progress): Assignee => (stage === 'received' ? null : assigneeId);

const closedOrDecided = (stage: Stage): Refusal => (stage === 'approved' ? 'alreadyDecided' : 'closed');

/** The progress after an accepted command. */
export function after(progress: Progress, command: Command): Progress {
  switch (command.kind) {
    case 'claimed':
    case 'released':
    case 'handedOver':
      return afterAssignment(progress, { ...command, kind: command.kind });
    case 'approved':
      return afterApproval(progress, command);
    default:
      return { ...progress, stage: command.kind };
  }
}

/** What has its first approval keeps it, whoever works on it. */
function afterAssignment(progress: Progress, command: AssignmentCommand): Progress {
  const stage = command.kind === 'released' ? 'received' : 'inReview';
  return {
    ...progress,
    stage: progress.stage === 'secondApproval' ? progress.stage : stage,
    assigneeId: assigneeAfter(command),
  };
}

function afterApproval(progress: Progress, { actorId, principalId, effectiveOn }: Command): Progress {
  const approvers = [...progress.approvers, actorId];
  const stage = approvers.length >= progress.approvalsNeeded ? 'approved' : 'secondApproval';
  return {
    ...progress,
    stage,
    approvers,
    ...(principalId ? { principals: [...(progress.principals ?? []), principalId] } : {}),
    ...(effectiveOn ? { effectiveOn } : {}),
  };
}

/** Coded reasons of a return or a rejection; the applicant reads the text, figures count the code. */
export const decisionReasons = {
  documentsMissing: '確認書類の不足',
  contentsUnclear: '記載内容の確認が必要',
  registryMismatch: '登記情報との不一致',
  notEligible: '変更の要件を満たさない',
  other: 'その他',
} as const;
export type DecisionReason = keyof typeof decisionReasons;

/** Days that a returned application waits for the applicant's correction. */
export const RETURNED_EXPIRES_AFTER_DAYS = 60;
/** Days after a return on which the applicant is reminded of it. */
export const correctionReminders = [
  { kind: 'reminder', afterDays: 30 },
  { kind: 'lastReminder', afterDays: 53 },
] as const;
export type CorrectionReminder = (typeof correctionReminders)[number]['kind'];
/** The last day, in Tokyo, on which what was returned at an instant can be corrected. */
export const lastDayOfCorrection = (returnedAt: Date): CalendarDate =>
  addDays(dateInTokyo(returnedAt), RETURNED_EXPIRES_AFTER_DAYS);
/** Business days within which staff decide; the customer is told so. */
export const REVIEW_BUSINESS_DAYS = 2;

/** How the stages are called on the screens. */
export const stageText: Record<Stage, string> = {
  draft: '入力中',
  received: '受付済',
  inReview: '審査中',
  secondApproval: '第二承認待ち',
  approved: '承認済（反映待ち）',
  returned: '差戻し',
  applied: '反映済',
  rejected: '却下',
  withdrawn: '取下げ',
  expired: '期限切れ',
  discarded: '破棄',
};
