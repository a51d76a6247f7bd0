import type { Agreement } from '../../../db/agreements.ts';
import { type ApplicantFieldKey, applicantFields } from '../../../domain/applicant.ts';
import type { Field, FieldErrors } from '../../../domain/field.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { dateField, errorSummary, type FieldError, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';
import { userPage } from '../page.ts';
import { chosenAgreements } from './chosen-agreements.ts';
import type { Wizard } from './draft.ts';

export interface InputPage {
  input: FormValues;
  agreements: readonly Agreement[];
  errors?: FieldErrors<ApplicantFieldKey>;
  nothingChanged?: boolean;
}

/**
 * Manual 4-4 ③ and 4-6 ③. 戻る forgets what was typed. The hidden button is what the Enter key presses: else it would be
 * the first one on the page, which leads to the agreements.
 */
export function inputPage(
  c: Context,
  wizard: Wizard,
  { input, agreements, errors = {}, nothingChanged }: InputPage,
): Html {
  const { path, applicant, title, steps } = wizard;
  const limitedBy = (key: string) =>
    key === 'contractDataRight' && c.var.company.usesComprehensiveInsurance
      ? chosenAgreements(wizard, { codes: input.agreementCodes, agreements, error: errors.agreementCodes })
      : undefined;
  return userPage(c, {
    title,
    trail: [{ text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' }],
    steps: stepIndicator(steps, 1),
    lead: applicant
      ? `${applicant.name}さん（WebユーザーID ${applicant.webUserId}）の登録情報です。変更する内容を入力し、「確認する」ボタンをクリックしてください。`
      : 'ユーザーの詳細情報を入力し、「確認する」ボタンをクリックしてください。WebユーザーIDは、登録が完了すると発行されます。',
    content: html`
      ${nothingChanged && banner('error', '変更された項目がありません', '登録されている内容と同じです。変更したい項目に入力してください。', { live: true })}
      ${errorSummary(summaryOf(c, errors))}
      <form method="post" action="${path}" class="form" data-submit-once>
        <button hidden>確認する</button>
        ${groups(c).map(({ group, fields }) =>
          fieldset({
            legend: group,
            content: fields.map((own) => control(own, input, errors, limitedBy(own.key))),
          }),
        )}
        ${actions({
          primary: button({ text: '確認する', kind: 'primary' }),
          back: button({ text: '戻る', form: 'discard' }),
        })}
        <p class="help">「戻る」を押すとWebユーザー（申込者）の一覧に戻り、入力した情報は消えます。</p>
      </form>
      <form method="post" action="${path}/discard" id="discard"></form>
      <div id="popup"></div>`,
  });
}

function control(
  own: Field<ApplicantFieldKey>,
  input: FormValues,
  errors: FieldErrors<ApplicantFieldKey>,
  below: Html | undefined,
): Html {
  const { key, label, required, help } = own;
  const error = errors[key];
  if (key === 'validUntil')
    return dateField({ name: key, label, required, help, value: input[key], error, autocomplete: 'off' });
  return html`${fieldInput(own, input[key], { error })}${below}`;
}

const groups = (c: Context) =>
  [...Map.groupBy(applicantFields(c.var.company), ({ group }) => group)].map(([group, fields]) => ({
    group,
    fields,
  }));

function summaryOf(c: Context, errors: FieldErrors<ApplicantFieldKey>): FieldError[] {
  return applicantFields(c.var.company)
    .flatMap(({ key, label }): { name: ApplicantFieldKey; label: string }[] =>
      key === 'contractDataRight' ? [{ name: key, label }, agreementCodes] : [{ name: key, label }],
    )
    .flatMap(({ name, label }) => {
      const message = errors[name];
      return message ? [{ name, label, message }] : [];
    });
}

const agreementCodes = { name: 'agreementCodes', label: '参照可能な特約コード' } as const;
