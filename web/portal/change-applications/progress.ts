import type { ChangeApplication, ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import { REVIEW_BUSINESS_DAYS, type Stage } from '../../../domain/change-application.ts';
import { formatDate } from '../../format.ts';

/** The milestones of an application as the tracker shows them: done, current with what happens now, still to come. */
export function progressOf(application: ChangeApplication, steps: ChangeApplicationStep[]) {
  const { stage } = application;
  const ended = endings[stage];
  const path = pathOf(application);
  const reached = path.findIndex((one) => one.stages.includes(stage));
  const shown = ended ? path.slice(0, reachedBefore(steps, path)) : path;
  const stages = shown.map((one, index) => {
    const state = stateOf(index, ended ? shown.length : reached, stage);
    return {
      text: one.text,
      state,
      // What staff gave back lies ahead once more.
      at:
        state === 'todo'
          ? undefined
          : (lastOfRound(steps, application.round, one.step)?.recordedAt ?? undefined),
      explanation: !ended && index === reached ? one.explanation(application) : undefined,
    };
  });
  return ended
    ? [...stages, { text: ended, state: 'failed' as const, at: application.closedAt ?? undefined }]
    : stages;
}

const stateOf = (index: number, reached: number, stage: Stage) =>
  index < reached || stage === 'applied'
    ? ('done' as const)
    : index === reached
      ? ('current' as const)
      : ('todo' as const);

const endings: Partial<Record<Stage, string>> = {
  returned: '差戻し',
  rejected: '却下',
  withdrawn: '取下げ',
  expired: '期限切れ（差戻し後の修正がありませんでした）',
};

interface Milestone {
  text: string;
  stages: Stage[];
  step: ChangeApplicationStep['kind'];
  explanation: (application: ChangeApplication) => string;
}

/** The way of an application, received → in review → second approval → applied. */
const pathOf = ({ approvalsNeeded }: ChangeApplication): Milestone[] => [
  {
    text: '受付',
    stages: ['received'],
    step: 'submitted',
    explanation: () => `担当者の確認をお待ちください。通常${REVIEW_BUSINESS_DAYS}営業日以内に審査します。`,
  },
  {
    text: '審査',
    stages: ['inReview'],
    step: 'claimed',
    explanation: ({ dueAt }) =>
      `担当者が内容を確認しています。通常${REVIEW_BUSINESS_DAYS}営業日以内${dueAt ? `（${formatDate(dueAt)}まで）` : ''}に終わります。`,
  },
  ...(approvalsNeeded === 2
    ? [
        {
          text: '第二承認',
          stages: ['secondApproval' as const],
          step: 'approved' as const,
          explanation: () => '大切な項目の変更のため、別の承認者がもう一度確認しています。',
        },
      ]
    : []),
  {
    text: '登録情報への反映',
    stages: ['approved', 'applied'],
    step: 'applied',
    explanation: ({ stage, effectiveOn }) =>
      stage === 'applied'
        ? '手続きが完了し、登録情報に反映されました。'
        : effectiveOn
          ? `承認されました。${formatDate(effectiveOn)}に登録情報へ反映されます。`
          : '承認されました。まもなく登録情報へ反映されます。',
  },
];

/** How far a closed application had come. */
const reachedBefore = (steps: ChangeApplicationStep[], path: Milestone[]) => {
  const kinds = new Set(steps.map(({ kind }) => kind));
  const claimed = kinds.has('claimed') ? 2 : 1;
  return Math.min(kinds.has('approved') && path.length > 3 ? 3 : claimed, path.length);
};

const lastOfRound = (steps: ChangeApplicationStep[], round: number, kind: ChangeApplicationStep['kind']) =>
  steps.findLast(
    (step) =>
      step.round === round &&
      step.voidedAt === null &&
      (step.kind === kind || (kind === 'submitted' && step.kind === 'resubmitted')),
  );
