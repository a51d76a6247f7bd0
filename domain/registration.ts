/**
 * A registration (保険利用者・Webユーザー登録, manual 2): asked for on the public form, examined by staff, complete when the
 * letter with the initial password is in the post.
 */

import {
  type Assignee,
  type AssignmentCommand,
  type AssignmentKind,
  type AssignmentRefusal,
  isAssignment,
  refusalOfAssignment,
} from './assignment.ts';
import { type Parsed, parseCode } from './text.ts';

export type RegistrationKind = 'newInsuredParty' | 'administratorOnly';

/** What the public form offers, in the manual's words (chapter 3, 2). */
export const registrationKindText: Record<RegistrationKind, string> = {
  newInsuredParty: '保険利用者登録とWebユーザー（管理者）登録',
  administratorOnly: 'Webユーザー（管理者）登録',
};

export type RegistrationStage = 'received' | 'inReview' | 'approved' | 'registered' | 'rejected';

export const registrationStageText: Record<RegistrationStage, string> = {
  received: '受付済',
  inReview: '審査中',
  approved: '承認済（通知書発送待ち）',
  registered: '登録済',
  rejected: '却下',
};

/** Staff still have to decide on these. */
export const undecidedRegistrationStages = ['received', 'inReview'] as const satisfies RegistrationStage[];
export const isUndecidedRegistration = (stage: RegistrationStage) =>
  undecidedRegistrationStages.some((undecided) => undecided === stage);

export const isClosedRegistration = (stage: RegistrationStage) =>
  stage === 'registered' || stage === 'rejected';

/** Business days within which staff mean to decide. */
export const REGISTRATION_BUSINESS_DAYS = 5;

export type RegistrationStepKind = 'submitted' | AssignmentKind | 'approved' | 'rejected' | 'posted';

/** What staff ask of a running registration; the step's row holds reason and person. */
export interface RegistrationCommand extends Omit<AssignmentCommand, 'kind'> {
  kind: Exclude<RegistrationStepKind, 'submitted'>;
  stepId: string;
}

export type RegistrationRefusal =
  | 'closed'
  | AssignmentRefusal
  | 'alreadyDecided'
  | 'notApproved'
  /** The stated insured party has its one administrator already: such a registration can only be rejected. */
  | 'hasAdministrator'
  /** Nobody has the stated insured code. */
  | 'noSuchInsuredParty'
  /** The stated insured party is suspended: nobody of it may come in, a new administrator neither. */
  | 'insuredPartySuspended'
  | 'notPrinted'
  /** Nobody made them the other's stand-in, or not for today, or not any more. */
  | 'notStandIn';

/** Where a registration stands, as far as commands are judged by it. */
export interface AssignedRegistration {
  stage: RegistrationStage;
  /** Who works on it; missing in what workflows kept before it could change hands. */
  assigneeId?: Exclude<Assignee, undefined>;
}

/** Why a command cannot be carried out now, or undefined. */
export function refusalOfRegistration(
  { stage, assigneeId }: AssignedRegistration,
  command: RegistrationCommand,
): RegistrationRefusal | undefined {
  if (isClosedRegistration(stage)) return 'closed';
  if (command.kind === 'posted') return stage === 'approved' ? undefined : 'notApproved';
  if (stage === 'approved') return 'alreadyDecided';
  if (isAssignment(command)) return refusalOfAssignment(stage === 'received' ? null : assigneeId, command);
  return stage === 'received' ? 'notClaimed' : undefined;
}

export function afterRegistration({ kind }: Pick<RegistrationCommand, 'kind'>): RegistrationStage {
  const stages = {
    claimed: 'inReview',
    released: 'received',
    handedOver: 'inReview',
    approved: 'approved',
    rejected: 'rejected',
    posted: 'registered',
  } as const;
  return stages[kind];
}

/** Coded reasons of a rejection. */
export const registrationReasons = {
  registryMismatch: '登記情報との不一致',
  alreadyRegistered: 'すでに登録済み',
  contentsUnclear: '記載内容を確認できない',
  notEligible: '登録の要件を満たさない',
  other: 'その他',
} as const;
export type RegistrationReason = keyof typeof registrationReasons;

/** The terms of use that the public form shows; whoever agrees, agrees to this version. */
export const TERMS_VERSION = '2026-11-01';

/** Reads a 保険利用者コード; says nothing about whether anybody has it. */
export function parseInsuredCode(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const digits = code.value.replace(/[ -]/g, '');
  if (digits === '') return { error: '保険利用者コードを入力してください。' };
  return /^[0-9]{9}$/.test(digits)
    ? { value: digits }
    : { error: '保険利用者コードは9桁の数字で入力してください。' };
}
