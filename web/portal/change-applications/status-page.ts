import type { ChangeApplication, ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import {
  decisionReasons,
  isUndecided,
  isWithdrawable,
  RETURNED_EXPIRES_AFTER_DAYS,
  REVIEW_BUSINESS_DAYS,
  type Stage,
  stageText,
} from '../../../domain/change-application.ts';
import { mayUser } from '../../access.ts';
import {
  actions,
  applicationNumber,
  badge,
  banner,
  button,
  liveStatus,
  printButton,
  progressTracker,
  section,
  timeline,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatDate } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';
import { questionButton, withdrawalQuestion } from './question.ts';
import { stageBadges } from './stage-badge.ts';

type Problem = 'closed' | 'temporalDown';

/** Where an application stands: what happens now, who acts, what comes next; follows the process by itself. */
export function statusPage(
  c: Context,
  application: ChangeApplication,
  steps: ChangeApplicationStep[],
  problem?: Problem,
): Html {
  return userPage(c, {
    title: '申込状況',
    trail: [{ text: '保険利用者情報変更の申込状況', href: '/change-applications' }],
    lead: '保険利用者情報変更の審査の状況です。',
    titleAside: applicationNumber(application.applicationNumber),
    refreshSeconds: isSettled(application.stage) ? undefined : 30,
    notice: problem && problemBanner[problem],
    content: html`
      ${statusPanel(c, application, steps)}
      ${section({ title: '申込みの内容', aside: printButton(), content: changesTable(c.var.company.kind, application.changes) })}
      ${actions({ back: button({ text: '戻る', href: '/change-applications' }) })}`,
  });
}

const problemBanner: Record<Problem, Html> = {
  closed: banner(
    'warning',
    '取下げはできませんでした',
    '取下げより先に審査の結果が確定しました。現在の状況をご確認ください。',
    { live: true },
  ),
  temporalDown: banner(
    'error',
    'ただいま取下げを受け付けられません',
    '申込みはそのままです。しばらくしてから、もう一度お試しください。',
    { live: true },
  ),
};

/** Nothing more happens to it without the customer. */
const isSettled = (stage: Stage) => !(isUndecided(stage) || stage === 'approved');

/** The part of the page that updates by itself. */
export function statusPanel(
  c: Context,
  application: ChangeApplication,
  steps: ChangeApplicationStep[],
): Html {
  const { applicationNumber, stage } = application;
  const mayChange = mayUser(c.var.user, 'insuredParty:change');
  return liveStatus({
    id: 'status',
    url: `/change-applications/${applicationNumber}/status`,
    everySeconds: 3,
    updatedAt: new Date(),
    ended: isSettled(stage),
    content: html`
      ${section({
        title: '現在の状況',
        aside: badge(stageBadges[stage], stageText[stage]),
        content: html`
          ${stage === 'returned' && returnedNotice(application, steps, mayChange)}
          ${stage === 'rejected' && reasonNotice('error', '申込みは却下されました', lastStep(steps, 'rejected'))}
          ${progressTracker(progressOf(application, steps))}
          ${mayChange && isWithdrawable(stage) && questionButton(applicationNumber, withdrawalQuestion)}`,
      })}
      ${section({ title: '経過', content: timeline(steps.map(entry).reverse()) })}`,
  });
}

function progressOf(application: ChangeApplication, steps: ChangeApplicationStep[]) {
  const { stage } = application;
  const ended = endings[stage];
  const path = pathOf(application);
  const reached = path.findIndex((one) => one.stages.includes(stage));
  const shown = ended ? path.slice(0, reachedBefore(steps, path)) : path;
  const stages = shown.map((one, index) => ({
    text: one.text,
    state: stateOf(index, ended ? shown.length : reached, stage),
    at: lastOfRound(steps, application.round, one.step)?.recordedAt ?? undefined,
    explanation: !ended && index === reached ? one.explanation(application) : undefined,
  }));
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

const lastStep = (steps: ChangeApplicationStep[], kind: ChangeApplicationStep['kind']) =>
  steps.findLast((step) => step.kind === kind);

const lastOfRound = (steps: ChangeApplicationStep[], round: number, kind: ChangeApplicationStep['kind']) =>
  steps.findLast(
    (step) =>
      step.round === round && (step.kind === kind || (kind === 'submitted' && step.kind === 'resubmitted')),
  );

const reasonNotice = (
  kind: 'warning' | 'error',
  title: string,
  step: ChangeApplicationStep | undefined,
  more?: Html,
) =>
  banner(
    kind,
    title,
    html`<p>${step?.reasonCode && `理由：${decisionReasons[step.reasonCode]}`}</p>
      <p class="reason">${step?.reasonText}</p>${more}`,
  );

function returnedNotice(
  { applicationNumber, closedAt }: ChangeApplication,
  steps: ChangeApplicationStep[],
  mayChange: boolean,
): Html {
  const step = lastStep(steps, 'returned');
  const until = new Date(
    (step?.recordedAt ?? closedAt ?? new Date()).getTime() + RETURNED_EXPIRES_AFTER_DAYS * 86_400_000,
  );
  return reasonNotice(
    'warning',
    '内容の修正をお願いします',
    step,
    html`<p>修正のうえ、${formatDate(until)}までにもう一度申し込んでください。期限を過ぎると、この申込みは無効になります。</p>
      <p>${mayChange && button({ text: '修正して再申込みする', kind: 'primary', href: `/change-applications/${applicationNumber}/edit` })}</p>`,
  );
}

/** A step in the customer's words; of staff they see the role, not the person. */
function entry(step: ChangeApplicationStep) {
  return {
    at: step.recordedAt ?? step.askedAt,
    actor:
      step.actorKind === 'webUser' ? step.actorName : step.actorKind === 'staff' ? '審査担当' : 'システム',
    text: stepText(step),
    detail: step.reasonText ?? undefined,
    kind: stepMark[step.kind] ?? ('done' as const),
  };
}

const stepMark: Partial<Record<ChangeApplicationStep['kind'], 'returned' | 'rejected'>> = {
  returned: 'returned',
  rejected: 'rejected',
  withdrawn: 'rejected',
  expired: 'rejected',
};

const stepTexts: Record<ChangeApplicationStep['kind'], string> = {
  submitted: '申し込みました',
  claimed: '審査を始めました',
  approved: '承認しました',
  returned: '差し戻しました',
  rejected: '却下しました',
  resubmitted: '修正して再度申し込みました',
  withdrawn: '取り下げました',
  applied: '登録情報に反映しました',
  expired: '期限切れになりました',
};

const stepText = (step: ChangeApplicationStep): string =>
  step.kind === 'approved' && step.effectiveOn
    ? `承認しました（${formatDate(step.effectiveOn)}から有効）`
    : stepTexts[step.kind];
