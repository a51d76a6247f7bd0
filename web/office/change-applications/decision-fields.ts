import type { Staff } from '../../../db/schema/staff.ts';
import type { Principal } from '../../../db/stand-ins.ts';
import { type CalendarDate, todayInTokyo } from '../../../domain/calendar-date.ts';
import { refusalOf } from '../../../domain/change-application.ts';
import { REASON_AT_MOST } from '../../../domain/reason-template.ts';
import { mayStaff } from '../../access.ts';
import { banner, button, dialogConfirm } from '../../components.ts';
import { dateField } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { capacityField } from '../capacity.ts';
import { reasonFields } from '../reason-fields.ts';
import { latestEffectiveDate } from './decision-form.ts';
import { choiceFields, recordToken } from './field-choices.ts';
import type { Examined, PanelState } from './panel-state.ts';
import { approvalsOf, progressOf } from './take-step.ts';

/** What every form of the panel carries: which press it is, and which round of the application was read. */
const hidden = ({ application }: Examined, { input }: PanelState): Html => html`
  <input type="hidden" name="stepId" value="${input?.stepId ?? crypto.randomUUID()}">
  <input type="hidden" name="round" value="${application.round}">`;

/** Nothing of the form is touched when the server or what it needs is down: the message goes above it. */
const whenDown = { 'hx-status:5xx': 'target:#decision-trouble swap:innerHTML' };

const urlOf = ({ application }: Examined, resource: 'claim' | 'decision') =>
  `/office/change-applications/${application.applicationNumber}/${resource}`;

const target = (examined: Examined, resource: 'claim' | 'decision') => {
  const url = urlOf(examined, resource);
  return { action: url, 'hx-post': url, 'hx-target': '#decision', 'hx-swap': 'outerHTML', ...whenDown };
};

export const claimForm = (examined: Examined, state: PanelState): Html => html`
  <form method="post" class="form" data-submit-once${attributes(target(examined, 'claim'))}>
    ${hidden(examined, state)}
    ${button({ text: '担当する', kind: 'primary' })}
  </form>`;

export function approvalForm(staff: Staff, examined: Examined, state: PanelState): Html {
  const today = todayInTokyo(new Date());
  return html`<form method="post" class="form" data-submit-once${attributes(target(examined, 'decision'))}>
    ${hidden(examined, state)}
    <input type="hidden" name="seen" value="${recordToken(examined)}">
    ${capacityField(whomFor(staff, examined, 'approved'), state.input)}
    ${choiceFields(examined, state)}
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

/** For whom one could take this decision: who holds the right themselves, and has not had their say. */
const whomFor = (
  { staffId }: Staff,
  { application, steps, principals }: Examined,
  kind: 'approved' | 'returned',
): Principal[] =>
  principals.filter((principal) => {
    const command = { kind, stepId: '', actorId: staffId, principalId: principal.staffId };
    const right = kind === 'approved' ? 'applications:approve' : 'applications:return';
    return mayStaff(principal, right) && !refusalOf(progressOf(application, steps), command);
  });

/** The first approver's date; one that has passed meanwhile means today. */
export function proposedDate(
  { application, steps }: Pick<Examined, 'application' | 'steps'>,
  today: CalendarDate,
): CalendarDate | null {
  const first = approvalsOf(application, steps).at(-1)?.effectiveOn as CalendarDate | null | undefined;
  return first ? (first < today ? today : first) : null;
}

export function refusalForm(staff: Staff, examined: Examined, state: PanelState): Html {
  const { input = {}, confirming } = state;
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
    ${capacityField(whomFor(staff, examined, 'returned'), input, 'refusal-actingFor')}
    ${reasonFields({
      kind: 'change',
      action: urlOf(examined, 'decision'),
      templates: examined.templates,
      label: '申込者への説明',
      help: `申込者が画面とメールで読みます。${REASON_AT_MOST}文字以内。`,
      state,
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
