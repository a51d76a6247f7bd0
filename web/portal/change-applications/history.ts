import type { ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import { formatDate } from '../../format.ts';

/** What customers see of the timeline: who of the staff has it is the institution's own affair. */
export const entries = (steps: ChangeApplicationStep[]) =>
  steps.filter(isForCustomers).filter(isFirstClaim).map(entry);

type StaffAlone = 'released' | 'handedOver';
type Step = ChangeApplicationStep & { kind: Exclude<ChangeApplicationStep['kind'], StaffAlone> };

const isForCustomers = (step: ChangeApplicationStep): step is Step =>
  step.kind !== 'released' && step.kind !== 'handedOver';

/** The examination begins once a round, however many claim it one after the other. */
const isFirstClaim = (step: Step, index: number, steps: Step[]): boolean =>
  step.kind !== 'claimed' ||
  steps.findIndex(({ kind, round }) => kind === 'claimed' && round === step.round) === index;

/** A step in the customer's words; of staff they see the role, not the person. */
function entry(step: Step) {
  return {
    at: step.recordedAt ?? step.askedAt,
    actor:
      step.actorKind === 'webUser' ? step.actorName : step.actorKind === 'staff' ? '審査担当' : 'システム',
    text: stepText(step),
    detail: step.reasonText ?? undefined,
    kind: stepMark[step.kind] ?? ('done' as const),
  };
}

const stepMark: Partial<Record<Step['kind'], 'waiting' | 'returned' | 'rejected'>> = {
  reopened: 'waiting',
  returned: 'returned',
  rejected: 'rejected',
  withdrawn: 'rejected',
  expired: 'rejected',
};

const stepTexts: Record<Step['kind'], string> = {
  submitted: '申し込みました',
  claimed: '審査を始めました',
  approved: '承認しました',
  returned: '差し戻しました',
  rejected: '却下しました',
  resubmitted: '修正して再度申し込みました',
  withdrawn: '取り下げました',
  applied: '登録情報に反映しました',
  reopened: '登録情報が変わったため、もう一度審査しています',
  expired: '期限切れになりました',
};

function stepText({ kind, actorKind, effectiveOn }: Step): string {
  if (kind === 'approved' && effectiveOn) return `承認しました（${formatDate(effectiveOn)}から有効）`;
  if (kind === 'submitted' && actorKind === 'staff') return 'お申出により、窓口で受け付けました';
  return stepTexts[kind];
}
