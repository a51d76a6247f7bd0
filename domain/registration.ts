/**
 * A registration (保険利用者・Webユーザー登録, manual 2): asked for on the public form, examined by staff, complete when the
 * letter with the initial password is in the post.
 */

export type RegistrationStage = 'received' | 'inReview' | 'approved' | 'registered' | 'rejected';

export const registrationStageText: Record<RegistrationStage, string> = {
  received: '受付済',
  inReview: '審査中',
  approved: '承認済（通知書発送待ち）',
  registered: '登録済',
  rejected: '却下',
};

export type RegistrationStepKind = 'submitted' | 'claimed' | 'approved' | 'rejected' | 'posted';

/** What staff ask of a running registration; the step's row holds reason and person. */
export interface RegistrationCommand {
  kind: Extract<RegistrationStepKind, 'claimed' | 'approved' | 'rejected' | 'posted'>;
  stepId: string;
  actorId: string;
}

export type RegistrationRefusal =
  | 'closed'
  | 'notClaimed'
  | 'alreadyClaimed'
  | 'alreadyDecided'
  | 'notApproved';

/** Why a command cannot be carried out now, or undefined. */
export function refusalOfRegistration(
  stage: RegistrationStage,
  { kind }: RegistrationCommand,
): RegistrationRefusal | undefined {
  if (stage === 'registered' || stage === 'rejected') return 'closed';
  if (kind === 'posted') return stage === 'approved' ? undefined : 'notApproved';
  if (stage === 'approved') return 'alreadyDecided';
  if (kind === 'claimed') return stage === 'received' ? undefined : 'alreadyClaimed';
  return stage === 'received' ? 'notClaimed' : undefined;
}

export function afterRegistration({ kind }: RegistrationCommand): RegistrationStage {
  const stages = {
    claimed: 'inReview',
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
