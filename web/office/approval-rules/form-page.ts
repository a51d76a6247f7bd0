import { addableFields, alwaysNeedsTwo } from '../../../domain/approval-rule.ts';
import { fieldsOf, type InsuredPartyKind, insuredPartyKindText } from '../../../domain/insured-party.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { checkbox, errorSummary, fieldset, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail } from '../record-list.ts';
import { boxOf, NOTE_AT_MOST, type ProposalErrors } from './form.ts';
import { HOME, proposalPath } from './rule-page.ts';

export interface FormPage {
  input: FormValues;
  errors?: ProposalErrors;
  /** The proposal that has to be decided first. */
  anotherWaits?: string | undefined;
}

/** What is proposed: boxes for what may take a second approver; what always does is only named. */
export const formPage = (c: Context, { input, errors = {}, anotherWaits }: FormPage): Html =>
  staffPage(c, {
    title: '承認ルールの変更を提案',
    lead: '2名の承認が必要な項目を選択します。提案した人とは別の承認者または統括者が決裁すると、その後に申し込まれたものから適用されます。',
    breadcrumb: administrationTrail({ text: '承認ルール', href: HOME }, { text: '変更の提案' }),
    content: html`
      ${anotherWaits && banner('warning', '決裁を待つ提案がすでにあります', html`<p>先の提案が決裁されてから、もう一度提案してください。入力した内容は下に残っています。<a href="${proposalPath(anotherWaits)}">先の提案を開く</a></p>`, { live: true })}
      ${errorSummary(summaryOf(errors))}
      <form method="post" action="${HOME}/proposals" class="form" data-submit-once>
        <input type="hidden" name="proposalId" value="${input.proposalId ?? crypto.randomUUID()}">
        <div id="fields" tabindex="-1">${errors.fields && banner('error', errors.fields)}</div>
        ${(['headOffice', 'branch'] as const).map((kind) => boxes(kind, input))}
        ${fieldset({
          legend: '決裁者への連絡',
          content: textAreaField({
            name: 'note',
            label: '変更の理由',
            required: true,
            value: input.note ?? '',
            error: errors.note,
            maxlength: NOTE_AT_MOST,
          }),
        })}
        ${actions({
          primary: button({ text: '変更を提案する', kind: 'primary' }),
          back: button({ text: '戻る', href: HOME }),
        })}
      </form>`,
  });

function boxes(kind: InsuredPartyKind, input: FormValues): Html {
  const labels = new Map(fieldsOf(kind).map(({ key, label }) => [key, label]));
  const always = fieldsOf(kind).filter(({ key }) => alwaysNeedsTwo(kind, key));
  return fieldset({
    legend: `${insuredPartyKindText[kind]}で2名の承認が必要な項目`,
    help: `常に2名：${always.map(({ label }) => label).join('、')}`,
    content: html`<div class="box-columns">${addableFields(kind).map((key) =>
      checkbox({
        name: boxOf(kind, key),
        label: labels.get(key) ?? key,
        checked: Boolean(input[boxOf(kind, key)]),
        mark: false,
      }),
    )}</div>`,
  });
}

const summaryOf = ({ fields, note }: ProposalErrors) => [
  ...(fields ? [{ name: 'fields', label: '項目', message: fields }] : []),
  ...(note ? [{ name: 'note', label: '変更の理由', message: note }] : []),
];
