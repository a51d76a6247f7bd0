import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import {
  fieldGroupsOf,
  type InsuredPartyField,
  type InsuredPartyFieldKey,
} from '../../../domain/insured-party.ts';
import {
  actions,
  applicationNumber,
  banner,
  button,
  definitionList,
  stepIndicator,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';
import { userPage } from '../page.ts';
import { addressFields, filledByPostalCode } from './address.ts';

export const steps = ['変更内容の入力', '変更内容の確認'];

interface Input {
  input: Record<string, string>;
  /** The draft or returned application that is being corrected. */
  application?: ChangeApplication;
  errors?: FieldErrors<InsuredPartyFieldKey>;
  nothingChanged?: boolean;
}

/** Step 1: the whole record as a form, filled with what is registered. */
export function inputPage(c: Context, { input, application, errors = {}, nothingChanged }: Input): Html {
  const { company } = c.var;
  const action = application
    ? `/change-applications/${application.applicationNumber}`
    : '/change-applications';
  const fields = fieldGroupsOf(company.kind);
  return userPage(c, {
    title: '保険利用者情報変更',
    trail: [{ text: '保険利用者情報照会・変更', href: '/insured-party' }],
    steps: stepIndicator(steps, 1),
    lead: '変更する項目を書き換えて、「変更内容の確認へ」ボタンを押してください。変更しない項目はそのままにしてください。',
    titleAside: application && applicationNumber(application.applicationNumber),
    content: html`
      ${nothingChanged && banner('error', '変更された項目がありません', '登録されている内容と同じです。変更する項目を書き換えてください。', { live: true })}
      ${errorSummary(fields.flatMap((group) => group.fields).flatMap(({ key, label }) => errorOf(key, label, errors)))}
      <form method="post" action="${action}" class="form" data-submit-once>
        ${fieldset({
          legend: '変更できない項目',
          content: definitionList([
            { label: '保険利用者コード', value: company.insuredCode },
            {
              label: '企業総合保険の利用',
              value: company.usesComprehensiveInsurance ? '利用している' : '利用していない',
            },
          ]),
        })}
        ${fields.map(({ group, fields }) => fieldset({ legend: group, content: groupContent(c, fields, input, errors) }))}
        ${actions({
          primary: button({ text: '変更内容の確認へ', kind: 'primary' }),
          back: button({ text: '戻る', href: application ? '/change-applications' : '/insured-party' }),
        })}
      </form>`,
  });
}

const errorOf = (key: InsuredPartyFieldKey, label: string, errors: FieldErrors<InsuredPartyFieldKey>) => {
  const message = errors[key];
  return message ? [{ name: key, message, label }] : [];
};

/** The fields of one heading; the postal code brings prefecture, city and town with it. */
function groupContent(
  c: Context,
  fields: InsuredPartyField[],
  input: Record<string, string>,
  errors: FieldErrors<InsuredPartyFieldKey>,
): Html {
  const controls = fields.map((field) => {
    if (field.key === 'postalCode') return postalCode(field, input, errors);
    if (field.key === 'prefecture') return addressFields(c.var.company.kind, input, { errors, fill: false });
    if (filledByPostalCode.has(field.key)) return '';
    return fieldInput(field, input[field.key], { error: errors[field.key] });
  });
  return html`${controls}`;
}

const postalCode = (
  field: InsuredPartyField,
  input: Record<string, string>,
  errors: FieldErrors<InsuredPartyFieldKey>,
) =>
  fieldInput(field, input[field.key], {
    error: errors[field.key],
    attributes: {
      'hx-get': '/change-applications/address',
      'hx-trigger': 'change',
      'hx-target': '#address-fields',
      'hx-swap': 'outerHTML',
      'hx-include': '#address-fields input, #address-fields select',
    },
  });
