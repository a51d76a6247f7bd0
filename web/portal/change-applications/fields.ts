import type { FieldErrors } from '../../../domain/field.ts';
import {
  fieldGroupsOf,
  fieldsOf,
  type InsuredPartyField,
  type InsuredPartyFieldKey,
  type InsuredPartyKind,
} from '../../../domain/insured-party.ts';
import { definitionList } from '../../components.ts';
import { type FieldError, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';
import { addressFields, filledByPostalCode } from './address.ts';

interface RecordForm {
  party: { kind: InsuredPartyKind; insuredCode: string; usesComprehensiveInsurance: boolean };
  input: Record<string, string>;
  errors: FieldErrors<InsuredPartyFieldKey>;
  /** Where a postal code's address is asked for. */
  addressUrl: string;
}

/** The whole record as a form: what cannot be changed first, then every field below its heading. */
export const recordFields = (form: RecordForm): Html => html`
  ${fieldset({
    legend: '変更できない項目',
    content: definitionList([
      { label: '保険利用者コード', value: form.party.insuredCode },
      {
        label: '企業総合保険の利用',
        value: form.party.usesComprehensiveInsurance ? '利用している' : '利用していない',
      },
    ]),
  })}
  ${fieldGroupsOf(form.party.kind).map(({ group, fields }) =>
    fieldset({ legend: group, content: groupContent(fields, form) }),
  )}`;

/** For the summary above the form, in the order of the fields. */
export const recordErrors = (
  kind: InsuredPartyKind,
  errors: FieldErrors<InsuredPartyFieldKey>,
): FieldError[] =>
  fieldsOf(kind).flatMap(({ key, label }) => {
    const message = errors[key];
    return message ? [{ name: key, message, label }] : [];
  });

/** The fields of one heading; the postal code brings prefecture, city and town with it. */
function groupContent(fields: InsuredPartyField[], form: RecordForm): Html {
  const { party, input, errors } = form;
  const controls = fields.map((field) => {
    if (field.key === 'postalCode') return postalCode(field, form);
    if (field.key === 'prefecture') return addressFields(party.kind, input, { errors, fill: false });
    if (filledByPostalCode.has(field.key)) return '';
    return fieldInput(field, input[field.key], { error: errors[field.key] });
  });
  return html`${controls}`;
}

const postalCode = (field: InsuredPartyField, { input, errors, addressUrl }: RecordForm) =>
  fieldInput(field, input[field.key], {
    error: errors[field.key],
    attributes: {
      'hx-get': addressUrl,
      'hx-trigger': 'change',
      'hx-target': '#address-fields',
      'hx-swap': 'outerHTML',
      'hx-include': '#address-fields input, #address-fields select',
    },
  });
