import type { EmailChange } from '../../../db/schema/email-changes.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { IpRestriction } from '../../../domain/ip-restriction.ts';
import { type PersonalDetailsFieldKey, personalDetailsFields } from '../../../domain/personal-details.ts';
import { actions, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import type { Problem } from '../email-changes/commands.ts';
import { fieldInput } from '../field-input.ts';
import { userPage } from '../page.ts';
import { emailChangePanel } from './email-change-panel.ts';
import { askingFirst, ipRestrictionDialogs, ipRestrictionFields } from './ip-restriction-fields.ts';
import { type IpRestrictionErrors, ipRestrictionErrorLines } from './ip-restriction-form.ts';
import { questionDialog } from './ip-restriction-question.ts';
import { oneTimePasswordField } from './one-time-password-field.ts';

export const steps = ['変更内容の入力', '入力内容の確認', '完了'];

export interface InputPage {
  input: Record<string, string>;
  emailChange: EmailChange | undefined;
  ipRestriction: IpRestriction;
  errors?: FieldErrors<PersonalDetailsFieldKey>;
  ipErrors?: IpRestrictionErrors;
  /** After 追加 without a script. */
  firstNewRow?: number;
  nothingChanged?: boolean;
  /** Why 再送 or 取消 of the pending address was in vain. */
  problem?: Problem | undefined;
}

/**
 * Manual 4-2 ②: the details as a form. 戻る forgets what was typed. The hidden button is the one that Enter presses, which
 * would otherwise be the first one of the form.
 */
export function inputPage(
  c: Context,
  {
    input,
    emailChange,
    ipRestriction,
    errors = {},
    ipErrors = {},
    firstNewRow,
    nothingChanged,
    problem,
  }: InputPage,
): Html {
  return userPage(c, {
    title: 'Webユーザー（管理者）情報変更',
    steps: stepIndicator(steps, 1),
    lead: '変更したい項目に、変更する内容を入力し、「確認する」ボタンをクリックしてください。変更しない項目はそのままにしてください。',
    content: html`
      ${emailChangePanel(emailChange, problem)}
      ${nothingChanged && banner('error', '変更された項目がありません', '登録されている内容と同じです。変更したい項目に入力してください。', { live: true })}
      ${errorSummary([...summaryOf(errors), ...ipRestrictionErrorLines(ipErrors)])}
      <form method="post" action="/administrator" class="form" data-submit-once>
        ${button({ text: '確認する', attributes: { hidden: true, ...askingFirst } })}
        <input type="hidden" name="emailShown" value="${input.emailShown ?? c.var.user.email}">
        ${groups().map(({ group, fields }) =>
          fieldset({
            legend: group,
            help:
              group === EMAIL_GROUP
                ? 'メールアドレスを変更すると、変更後のメールアドレスに確認用メールが届きます。メールに記載されているURLから確認するまで、メールアドレスは変更されません。'
                : undefined,
            content: fields.map((field) => fieldInput(field, input[field.key], { error: errors[field.key] })),
          }),
        )}
        ${oneTimePasswordField(c, input)}
        ${ipRestrictionFields(c, { input, registered: ipRestriction, errors: ipErrors, firstNewRow })}
        ${actions({
          primary: button({ text: '確認する', kind: 'primary', attributes: askingFirst }),
          back: button({ text: '戻る', form: 'discard' }),
        })}
        <p class="help">「戻る」を押すとユーザーページに戻り、入力した情報は消えます。</p>
        ${questionDialog()}
      </form>
      <form method="post" action="/administrator/discard" id="discard"></form>
      ${ipRestrictionDialogs}`,
  });
}

const EMAIL_GROUP = 'ご連絡先';

const groups = () =>
  [...Map.groupBy(personalDetailsFields, ({ group }) => group)].map(([group, fields]) => ({ group, fields }));

const summaryOf = (errors: FieldErrors<PersonalDetailsFieldKey>) =>
  personalDetailsFields.flatMap(({ key, label }) => {
    const message = errors[key];
    return message ? [{ name: key, message, label }] : [];
  });
