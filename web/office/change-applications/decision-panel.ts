import type { ExaminedApplication, listActiveStaff } from '../../../db/office-applications.ts';
import type { ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { decisionReasons, isUndecided, type Stage, stageText } from '../../../domain/change-application.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { mayStaff } from '../../access.ts';
import type { FormValues } from '../../answer.ts';
import { badge, banner, button, definitionList, dialogConfirm, section } from '../../components.ts';
import { dateField, errorSummary, selectField, textAreaField } from '../../fields.ts';
import { formatDate, time } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { type DecisionErrors, latestEffectiveDate, REASON_AT_MOST } from './decision-form.ts';
import { type Problem, problemText } from './refusal-text.ts';
import { approvalsOf } from './take-step.ts';

export interface Examined extends ExaminedApplication {
  /** Recorded ones, in order. */
  steps: ChangeApplicationStep[];
  /** Everybody whose role lets them approve. */
  approvers: Awaited<ReturnType<typeof listActiveStaff>>;
}

export interface PanelState {
  /** What was typed, when the panel comes back; its `stepId` too, where the same press may be repeated. */
  input?: FormValues;
  errors?: DecisionErrors;
  problem?: Problem;
  /** 却下 was pressed where no dialog could ask. */
  confirming?: boolean;
}

/** What may be done about an application now and by whom, in every stage; one form that works without a script. */
export function decisionPanel(staff: Staff, examined: Examined, state: PanelState = {}): Html {
  const { stage } = examined.application;
  return html`<div id="decision" class="decision">
    ${section({
      title: '審査・決裁',
      aside: badge(stageBadges[stage], stageText[stage]),
      content: html`
        <div id="decision-trouble">${state.problem && problemNotice(state.problem, examined)}</div>
        ${errorSummary(Object.entries(state.errors ?? {}).map(([name, message]) => ({ name, message })))}
        <p>${whatNow(examined)}</p>
        ${definitionList(approvalFacts(examined))}
        ${whatICanDo(staff, examined, state)}`,
    })}
  </div>`;
}

/** The panel is up to date after a refusal, the rest of the page may not be. */
export function problemNotice(problem: Problem, { application }: Examined): Html {
  const { title, body } = problemText[problem];
  const again =
    problem !== 'temporalDown' &&
    html`<p><a href="/office/change-applications/${application.applicationNumber}">最新の内容を表示する</a></p>`;
  const kind = problem === 'temporalDown' ? 'error' : 'warning';
  return html`<div tabindex="-1" data-takes-focus>${banner(kind, title, html`<p>${body}</p>${again}`, { live: true })}</div>`;
}

const whatNow = ({ application, steps }: Examined): string => {
  const { stage, effectiveOn } = application;
  if (stage === 'approved' && effectiveOn) return `${formatDate(effectiveOn)}に登録情報へ反映されます。`;
  const reason = steps.findLast(({ kind }) => kind === stage)?.reasonCode;
  return `${stageSentence[stage]}${reason ? `理由は「${decisionReasons[reason]}」です。` : ''}`;
};

const stageSentence: Record<Stage, string> = {
  draft: '',
  discarded: '',
  received: '担当者が決まると審査が始まります。',
  inReview: '内容を確認し、決裁してください。',
  secondApproval: '1人目の承認が済みました。別の承認者の承認を待っています。',
  approved: 'まもなく登録情報へ反映されます。',
  returned: '申込者の修正と再申込みを待っています。',
  applied: '登録情報に反映しました。',
  rejected: '却下しました。',
  withdrawn: '申込者が取り下げました。',
  expired: '差戻し後に再申込みがなく、期限切れになりました。',
};

function approvalFacts(examined: Examined) {
  const { application, assigneeName, steps } = examined;
  const approvals = approvalsOf(application, steps);
  const waiting = isUndecided(application.stage);
  return [
    { label: '担当', value: assigneeName ?? '未割当' },
    {
      label: '承認',
      value: html`<strong class="number">${approvals.length}/${application.approvalsNeeded}</strong>${approvals.map(
        ({ actorName, recordedAt, effectiveOn }) =>
          html`<span class="approval">${actorName}<small>${recordedAt && time(recordedAt)}</small>${effectiveOn && html`<small>適用日 ${formatDate(effectiveOn)}</small>`}</span>`,
      )}`,
      note:
        application.approvalsNeeded === 2
          ? '名称・法人番号・代表者・本店所在地の変更には、異なる2名の承認が必要です。'
          : undefined,
    },
    ...(waiting
      ? [
          {
            label: '承認できる職員',
            value: html`${mayStillApprove(examined).map((name) => html`<span class="approval">${name}</span>`)}`,
          },
        ]
      : []),
  ];
}

const mayStillApprove = ({ application, approvers, steps }: Examined) => {
  const excluded = new Set(approvalsOf(application, steps).map(({ actorId }) => actorId));
  if (application.enteredBy) excluded.add(application.enteredBy);
  return approvers
    .filter(({ staffId }) => !excluded.has(staffId))
    .map(({ name, role }) => `${name}（${staffRoleText[role]}）`);
};

function whatICanDo(staff: Staff, examined: Examined, state: PanelState): Html | undefined {
  const { stage } = examined.application;
  if (!isUndecided(stage)) return keptText(state);
  if (!mayStaff(staff, 'applications:work'))
    return html`<p class="help">${staffRoleText[staff.role]}は閲覧のみです。</p>`;
  if (stage === 'received') return html`${claimForm(examined, state)}${keptText(state)}`;
  const obstacle = obstacleFor(staff, examined);
  if (staff.staffId === examined.application.enteredBy) return html`${obstacle}${keptText(state)}`;
  return html`
    ${obstacle ?? approvalForm(examined, state)}
    ${refusalForm(staff, examined, state)}`;
}

/** Why the button 承認する is missing; undefined where it is there. */
function obstacleFor(staff: Staff, { application, steps }: Examined): Html | undefined {
  if (staff.staffId === application.enteredBy)
    return banner('info', problemText.ownApplication.title, problemText.ownApplication.body);
  if (!mayStaff(staff, 'applications:approve'))
    return banner('info', '承認と却下は承認者・統括者が行います', '差戻しは、担当者も行えます。');
  if (approvalsOf(application, steps).some(({ actorId }) => actorId === staff.staffId))
    return banner('info', problemText.ownApproval.title, problemText.ownApproval.body);
  return undefined;
}

/** What every form of the panel carries: which press it is, and which round of the application was read. */
const hidden = ({ application }: Examined, { input }: PanelState): Html => html`
  <input type="hidden" name="stepId" value="${input?.stepId ?? crypto.randomUUID()}">
  <input type="hidden" name="round" value="${application.round}">`;

/** Nothing of the form is touched when the server or what it needs is down: the message goes above it. */
const whenDown = { 'hx-status:5xx': 'target:#decision-trouble swap:innerHTML' };

const target = ({ application }: Examined, resource: 'claim' | 'decision') => {
  const url = `/office/change-applications/${application.applicationNumber}/${resource}`;
  return { action: url, 'hx-post': url, 'hx-target': '#decision', 'hx-swap': 'outerHTML', ...whenDown };
};

const claimForm = (examined: Examined, state: PanelState): Html => html`
  <form method="post" class="form" data-submit-once${attributes(target(examined, 'claim'))}>
    ${hidden(examined, state)}
    ${button({ text: '担当する', kind: 'primary' })}
  </form>`;

function approvalForm(examined: Examined, state: PanelState): Html {
  const today = todayInTokyo(new Date());
  return html`<form method="post" class="form" data-submit-once${attributes(target(examined, 'decision'))}>
    ${hidden(examined, state)}
    ${dateField({
      name: 'effectiveOn',
      label: '適用日',
      help: '空欄の場合は、承認がそろうと直ちに反映されます。',
      value: state.input?.effectiveOn ?? proposedDate(examined, today),
      error: state.errors?.effectiveOn,
      min: today,
      max: latestEffectiveDate(today),
    })}
    ${button({ text: '承認する', kind: 'primary', name: 'kind', value: 'approved' })}
  </form>`;
}

/** The first approver's date; one that has passed meanwhile means today. */
function proposedDate({ application, steps }: Examined, today: string): string {
  const first = approvalsOf(application, steps).at(-1)?.effectiveOn;
  return first ? (first < today ? today : first) : '';
}

function refusalForm(staff: Staff, examined: Examined, state: PanelState): Html {
  const { input = {}, errors = {}, confirming } = state;
  const mayReject = mayStaff(staff, 'applications:reject');
  const confirm = button({
    text: '却下を確定する',
    kind: 'danger',
    name: 'confirmation',
    value: 'rejected',
    form: 'refusal',
  });
  return html`<form method="post" id="refusal" class="form refusal" data-submit-once${attributes(target(examined, 'decision'))}>
    ${hidden(examined, state)}
    <h3>差戻し${mayReject && '・却下'}</h3>
    ${selectField({
      name: 'reasonCode',
      label: '理由',
      required: true,
      options: Object.entries(decisionReasons).map(([value, text]) => ({ value, text })),
      value: input.reasonCode,
      error: errors.reasonCode,
      width: 'full',
    })}
    ${textAreaField({
      name: 'reasonText',
      label: '申込者への説明',
      required: true,
      help: `申込者が画面とメールで読みます。${REASON_AT_MOST}文字以内。`,
      value: input.reasonText,
      error: errors.reasonText,
      rows: 5,
    })}
    ${
      confirming
        ? html`${rejectionQuestion}<div class="decision-buttons">${button({ text: '却下しない', name: 'kind', value: 'reconsidered' })}${confirm}</div>`
        : html`<div class="decision-buttons">
            ${button({ text: '差戻しする', name: 'kind', value: 'returned' })}
            ${mayReject && button({ text: '却下する', kind: 'danger', name: 'kind', value: 'rejected', attributes: { 'data-open-dialog': 'rejection' } })}
          </div>`
    }
  </form>
  ${mayReject && !confirming && dialogConfirm({ id: 'rejection', title: 'この申込みを却下します。よろしいですか？', body: rejectionConsequence, confirm })}`;
}

const rejectionConsequence =
  '却下すると申込みは終了し、元に戻せません。入力した理由と説明を、申込者にメールでお知らせします。';
const rejectionQuestion = html`<div tabindex="-1" data-takes-focus>${banner('warning', 'この申込みを却下します。よろしいですか？', rejectionConsequence, { live: true })}</div>`;

/** What was typed for a form that is no longer there. */
const keptText = ({ input }: PanelState): Html | undefined =>
  input?.reasonText
    ? textAreaField({
        name: 'keptText',
        label: '入力していた説明',
        mark: false,
        help: '決裁には使われていません。必要な場合は控えてください。',
        value: input.reasonText,
        attributes: { readonly: true },
      })
    : undefined;
