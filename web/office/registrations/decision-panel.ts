import type { ExaminedRegistration } from '../../../db/registrations.ts';
import type { RegistrationStep } from '../../../db/schema/registrations.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import type { Principal } from '../../../db/stand-ins.ts';
import { REASON_AT_MOST } from '../../../domain/reason-template.ts';
import {
  isUndecidedRegistration,
  type RegistrationStage,
  registrationReasons,
  registrationStageText,
} from '../../../domain/registration.ts';
import { staffRoleText } from '../../../domain/staff.ts';
import { mayStaff } from '../../access.ts';
import type { FormValues } from '../../answer.ts';
import { badge, banner, button, definitionList, dialogConfirm, section } from '../../components.ts';
import { errorSummary } from '../../fields.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { assigneeFact } from '../assignee-fact.ts';
import { whoHasIt } from '../assignment-text.ts';
import { capacityField, forWhom } from '../capacity.ts';
import { keptText } from '../kept-text.ts';
import { type OfferedTemplate, reasonFields } from '../reason-fields.ts';
import type { DecisionErrors } from './decision-form.ts';
import { problemText } from './refusal-text.ts';
import { registrationBadges } from './stage-badge.ts';
import { obstacleTo, type Problem } from './take-step.ts';

export interface Examined extends ExaminedRegistration {
  /** Recorded ones, in order. */
  steps: RegistrationStep[];
  /** For whom whoever looks may decide today, as their stand-in. */
  principals: Principal[];
  /** Texts with which a reason can begin. */
  templates: OfferedTemplate[];
}

export interface PanelState {
  /** What was typed, when the panel comes back; its `stepId` too, where the same press may be repeated. */
  input?: FormValues;
  errors?: DecisionErrors;
  problem?: Problem;
  /** 却下 was pressed where no dialog could ask. */
  confirming?: boolean;
}

/** What may be done about a registration now and by whom, in every stage. */
export function decisionPanel(staff: Staff, examined: Examined, state: PanelState = {}): Html {
  const { stage } = examined.registration;
  return html`<div id="decision" class="decision">
    ${section({
      title: '審査・決裁',
      aside: badge(registrationBadges[stage], registrationStageText[stage]),
      content: html`
        ${state.problem && problemNotice(state.problem, examined)}
        ${errorSummary(Object.entries(state.errors ?? {}).map(([name, message]) => ({ name, message })))}
        <p>${whatNow(examined)}</p>
        ${definitionList([
          assigneeFact(staff, {
            number: examined.registration.registrationNumber,
            assigneeId: examined.registration.assigneeId,
            assigneeName: examined.assigneeName,
            open: isUndecidedRegistration(stage),
          }),
          ...examined.steps
            .filter(({ kind }) => kind === 'approved')
            .map(({ actorName, principalName, recordedAt }) => ({
              label: '承認',
              value: html`<span class="approval">${actorName}${forWhom({ principalName })}<small>${recordedAt && time(recordedAt)}</small></span>`,
            })),
        ])}
        ${whatICanDo(staff, examined, state)}`,
    })}
  </div>`;
}

function problemNotice(problem: Problem, { assigneeName }: Examined): Html {
  const { title, body } = problemText[problem];
  const kind = problem === 'temporalDown' ? 'error' : 'warning';
  return html`<div tabindex="-1" data-takes-focus>${banner(kind, title, `${body}${whoHasIt(problem, assigneeName) ?? ''}`, { live: true })}</div>`;
}

function whatNow(examined: Examined): string {
  const { stage } = examined.registration;
  if (stage === 'inReview' && obstacleTo(examined))
    return 'この申込みは承認できません。理由を添えて却下してください。';
  const reason = examined.steps.findLast(({ kind }) => kind === 'rejected')?.reasonCode;
  return `${stageSentence[stage]}${reason ? `理由は「${registrationReasons[reason]}」です。` : ''}`;
}

const stageSentence: Record<RegistrationStage, string> = {
  received: '担当者が決まると審査が始まります。',
  inReview: '内容を確認し、決裁してください。承認すると、コードとWebユーザーIDが発行されます。',
  approved: 'コードを発行しました。通知書を印刷し、発送してください。',
  registered: '通知書を発送し、登録が完了しました。',
  rejected: '却下しました。',
};

function whatICanDo(staff: Staff, examined: Examined, state: PanelState): Html | undefined {
  const { stage } = examined.registration;
  if (stage === 'approved')
    return html`<p>${button({ text: '通知書の一覧を開く', href: '/office/letters' })}</p>`;
  if (stage !== 'received' && stage !== 'inReview') return keptText(state);
  if (!mayStaff(staff, 'applications:work'))
    return html`<p class="help">${staffRoleText[staff.role]}は閲覧のみです。</p>`;
  if (stage === 'received') return html`${claimForm(examined, state)}${keptText(state)}`;
  if (!mayStaff(staff, 'registrations:decide'))
    return banner('info', '承認と却下は承認者・統括者が行います', '内容の確認結果を承認者に伝えてください。');
  return html`${obstacleTo(examined) ? '' : approvalForm(examined, state)}${rejectionForm(examined, state)}`;
}

const hidden = ({ input }: PanelState): Html =>
  html`<input type="hidden" name="stepId" value="${input?.stepId ?? crypto.randomUUID()}">`;

const action = ({ registration }: Examined, resource: 'claim' | 'decision') =>
  `/office/registrations/${registration.registrationNumber}/${resource}`;

const claimForm = (examined: Examined, state: PanelState): Html => html`
  <form method="post" class="form" action="${action(examined, 'claim')}" data-submit-once>
    ${hidden(state)}${button({ text: '担当する', kind: 'primary' })}
  </form>`;

const whomFor = ({ principals }: Examined): Principal[] =>
  principals.filter((principal) => mayStaff(principal, 'registrations:decide'));

const approvalForm = (examined: Examined, state: PanelState): Html => html`
  <form method="post" class="form" action="${action(examined, 'decision')}" data-submit-once>
    ${hidden(state)}${capacityField(whomFor(examined), state.input)}
    ${button({ text: '承認する', kind: 'primary', name: 'kind', value: 'approved' })}
  </form>`;

function rejectionForm(examined: Examined, state: PanelState): Html {
  const { input = {}, confirming } = state;
  const confirm = button({
    text: '却下を確定する',
    kind: 'danger',
    name: 'confirmation',
    value: 'rejected',
    form: 'rejection-form',
  });
  return html`<form method="post" id="rejection-form" class="form refusal" action="${action(examined, 'decision')}" data-submit-once>
    ${hidden(state)}
    <h3>却下</h3>
    ${capacityField(whomFor(examined), input, 'rejection-actingFor')}
    ${reasonFields({
      kind: 'registration',
      action: action(examined, 'decision'),
      templates: examined.templates,
      label: '申込者への説明',
      help: `申込者がメールで読みます。${REASON_AT_MOST}文字以内。`,
      proposed: obstacleTo(examined) === 'hasAdministrator' ? 'alreadyRegistered' : '',
      state,
    })}
    ${
      confirming
        ? html`<div tabindex="-1" data-takes-focus>${banner('warning', question, consequence, { live: true })}</div>
          <div class="decision-buttons">${button({ text: '却下しない', name: 'kind', value: 'reconsidered' })}${confirm}</div>`
        : html`<div class="decision-buttons">${button({ text: '却下する', kind: 'danger', name: 'kind', value: 'rejected', attributes: { 'data-open-dialog': 'rejection' } })}</div>`
    }
  </form>
  ${!confirming && dialogConfirm({ id: 'rejection', title: question, body: consequence, confirm })}`;
}

const question = 'この登録申込みを却下します。よろしいですか？';
const consequence =
  '却下すると申込みは終了し、元に戻せません。入力した理由と説明を、申込者にメールでお知らせします。';
