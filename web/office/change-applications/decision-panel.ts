import type { Staff } from '../../../db/schema/staff.ts';
import {
  decisionReasons,
  isUndecided,
  type Progress,
  type Stage,
  stageText,
} from '../../../domain/change-application.ts';
import { fieldsOf } from '../../../domain/insured-party.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, definitionList, section } from '../../components.ts';
import { errorSummary, type FieldError } from '../../fields.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { assigneeFact } from '../assignee-fact.ts';
import { whoHasIt } from '../assignment-text.ts';
import { forWhom } from '../capacity.ts';
import { keptText } from '../kept-text.ts';
import { choseDifferently } from './choices-text.ts';
import { approvalForm, claimForm, refusalForm } from './decision-fields.ts';
import { effectiveDateText } from './effective-date.ts';
import { choiceName } from './field-choices.ts';
import type { Decidable, Examined, PanelState } from './panel-state.ts';
import { type Problem, problemText } from './refusal-text.ts';
import { approvalsOf, progressOf } from './take-step.ts';

/** What may be done about an application now and by whom, in every stage; one form that works without a script. */
export function decisionPanel(staff: Staff, examined: Examined, state: PanelState = {}): Html {
  const { stage } = examined.application;
  return html`<div id="decision" class="decision">
    ${section({
      title: '審査・決裁',
      aside: badge(stageBadges[stage], stageText[stage]),
      content: html`
        <div id="decision-trouble">${state.problem && problemNotice(state.problem, examined)}</div>
        ${errorSummary(errorsByName(examined, state))}
        <p>${whatNow(examined)}</p>
        ${definitionList(approvalFacts(staff, examined))}
        ${whatICanDo(staff, examined, state)}`,
    })}
  </div>`;
}

/** A question about a moved field is named by the field, for its message is the same for all. */
function errorsByName({ party }: Examined, { errors = {} }: PanelState): FieldError[] {
  const labels = new Map(fieldsOf(party.kind).map(({ key, label }) => [choiceName(key), label]));
  return Object.entries(errors).flatMap(([name, message]) =>
    message ? [{ name, message, label: labels.get(name) }] : [],
  );
}

/** The panel is up to date after a refusal, the rest of the page may not be. */
export function problemNotice(problem: Problem, { application, assigneeName }: Decidable): Html {
  const { title, body } = problemText[problem];
  const again =
    problem !== 'temporalDown' &&
    html`<p><a href="/office/change-applications/${application.applicationNumber}">最新の内容を表示する</a></p>`;
  const kind = problem === 'temporalDown' ? 'error' : 'warning';
  return html`<div tabindex="-1" data-takes-focus>${banner(kind, title, html`<p>${body}${whoHasIt(problem, assigneeName)}</p>${again}`, { live: true })}</div>`;
}

const whatNow = ({ application, steps }: Examined): string => {
  const { stage, effectiveOn } = application;
  if (stage === 'approved' && effectiveOn)
    return `${effectiveDateText(effectiveOn)}に登録情報へ反映されます。`;
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

function approvalFacts(staff: Staff, examined: Examined) {
  const { application, assigneeName, steps } = examined;
  const approvals = approvalsOf(application, steps);
  const waiting = isUndecided(application.stage);
  return [
    assigneeFact(staff, {
      number: application.applicationNumber,
      assigneeId: application.assigneeId,
      assigneeName,
      open: waiting,
      claimable: application.stage === 'secondApproval',
    }),
    {
      label: '承認',
      value: html`<strong class="number">${approvals.length}/${application.approvalsNeeded}</strong>${approvals.map(
        ({ actorName, principalName, recordedAt, effectiveOn }) =>
          html`<span class="approval">${actorName}${forWhom({ principalName })}<small>${recordedAt && time(recordedAt)}</small>${effectiveOn && html`<small>適用日 ${effectiveDateText(effectiveOn)}</small>`}</span>`,
      )}`,
      note: choseDifferently(approvals)
        ? '項目ごとの選択が1人目と2人目で異なります。最後の承認の選択で反映します。'
        : application.approvalsNeeded === 2
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
  const progress = progressOf(application, steps);
  return approvers
    .filter(({ staffId }) => !hasHadTheirSay({ staffId }, progress))
    .map(({ name, role }) => `${name}（${staffRoleText[role]}）`);
};

function whatICanDo(staff: Staff, examined: Examined, state: PanelState): Html | undefined {
  const { stage } = examined.application;
  if (!isUndecided(stage)) return keptText(state);
  if (!mayStaff(staff, 'applications:work'))
    return html`<p class="help">${staffRoleText[staff.role]}は閲覧のみです。</p>`;
  if (stage === 'received') return html`${claimForm(examined, state)}${keptText(state)}`;
  const obstacle = obstacleFor(staff, examined);
  if (hasHadTheirSay(staff, progressOf(examined.application, examined.steps)))
    return html`${obstacle}${keptText(state)}`;
  return html`
    ${obstacle ?? approvalForm(staff, examined, state)}
    ${refusalForm(staff, examined, state)}`;
}

/** Nobody decides what they entered or already approved, themselves or by a stand-in. */
const hasHadTheirSay = (
  { staffId }: Pick<Staff, 'staffId'>,
  { enteredBy, approvers, principals = [] }: Progress,
) => staffId === enteredBy || approvers.includes(staffId) || principals.includes(staffId);

/** Why the button 承認する is missing; undefined where it is there. */
function obstacleFor(staff: Staff, { application, steps }: Examined): Html | undefined {
  if (staff.staffId === application.enteredBy)
    return banner('info', problemText.ownApplication.title, problemText.ownApplication.body);
  if (!mayStaff(staff, 'applications:approve'))
    return banner('info', '承認と却下は承認者・統括者が行います', '差戻しは、担当者も行えます。');
  if (hasHadTheirSay(staff, progressOf(application, steps)))
    return banner('info', problemText.ownApproval.title, problemText.ownApproval.body);
  return undefined;
}
