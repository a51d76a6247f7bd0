import type { ChangeApplication, ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import {
  decisionReasons,
  isUndecided,
  isWithdrawable,
  lastDayOfCorrection,
  type Stage,
  stageText,
} from '../../../domain/change-application.ts';
import { type EntryDetails, entryChannelText } from '../../../domain/entry.ts';
import { mayUser } from '../../access.ts';
import {
  actions,
  applicationNumber,
  badge,
  banner,
  button,
  definitionList,
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
import { entries } from './history.ts';
import { progressOf } from './progress.ts';
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
      ${section({ title: '申込みの内容', aside: printButton(), content: html`${application.entry && howItWasAsked(application.entry)}${changesTable(c.var.company.kind, application.changes, choicesMade(application, steps))}` })}
      ${actions({ back: button({ text: '戻る', href: '/change-applications' }) })}`,
  });
}

/** Of an application that staff entered: the customer sees on whose word. */
const howItWasAsked = ({ channel, requestedBy, requestedOn }: EntryDetails): Html =>
  definitionList([
    { label: 'お申出の方法', value: `${entryChannelText[channel]}（窓口で入力しました）` },
    { label: 'お申出をされた方', value: requestedBy },
    { label: 'お申出の日', value: formatDate(requestedOn) },
  ]);

/** Until the last approval nothing is settled. */
const choicesMade = ({ stage, round }: ChangeApplication, steps: ChangeApplicationStep[]) =>
  stage === 'approved' || stage === 'applied'
    ? (steps.findLast((step) => step.kind === 'approved' && step.round === round && step.voidedAt === null)
        ?.choices ?? undefined)
    : undefined;

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
      ${section({ title: '経過', content: timeline(entries(steps).reverse()) })}`,
  });
}

const lastStep = (steps: ChangeApplicationStep[], kind: ChangeApplicationStep['kind']) =>
  steps.findLast((step) => step.kind === kind);

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
  const until = lastDayOfCorrection(step?.recordedAt ?? closedAt ?? new Date());
  return reasonNotice(
    'warning',
    '内容の修正をお願いします',
    step,
    html`<p>修正のうえ、${formatDate(until)}までにもう一度申し込んでください。期限を過ぎると、この申込みは無効になります。</p>
      <p>${mayChange && button({ text: '修正して再申込みする', kind: 'primary', href: `/change-applications/${applicationNumber}/edit` })}</p>`,
  );
}
