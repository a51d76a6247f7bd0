import type { FieldErrors } from '../../../domain/field.ts';
import { fieldsOf, type InsuredPartyField, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import { type Html, html } from '../../html.ts';
import { addressOf, filledByPostalCode } from '../change-applications/address.ts';
import { fieldInput } from '../field-input.ts';
import { type Form, PARTY } from './form.ts';

/** The postal code brings prefecture, city and town with it, without a login too. */
export const postalCodeField = (
  form: Form,
  field: InsuredPartyField,
  input: Record<string, string>,
  errors: FieldErrors,
): Html => {
  const name = PARTY + field.key;
  return fieldInput({ ...field, key: name }, input[name], {
    error: errors[name],
    attributes: {
      'hx-get': `/registration/address?form=${form}`,
      'hx-trigger': 'change',
      'hx-target': '#address-fields',
      'hx-swap': 'outerHTML',
      'hx-include': '#address-fields input, #address-fields select',
    },
  });
};

/** The three fields that a postal code fills. With `fill` they take the code's address, where there is one. */
export function addressFields(
  kind: InsuredPartyKind,
  input: Record<string, string>,
  { fill, errors = {} }: { fill: boolean; errors?: FieldErrors },
): Html {
  const digits = (input[`${PARTY}postalCode`] ?? '').normalize('NFKC').replace(/\D/g, '');
  const found: Partial<Record<string, string>> = fill ? { ...addressOf(digits) } : {};
  return html`<div id="address-fields" class="fields" aria-live="polite">
    ${fieldsOf(kind)
      .filter(({ key }) => isFilledByPostalCode(key))
      .map((field) => {
        const name = PARTY + field.key;
        return fieldInput({ ...field, key: name }, found[field.key] ?? input[name], { error: errors[name] });
      })}
    ${fill && !found.prefecture && html`<p class="help">この郵便番号の住所が見つかりません。住所を直接入力してください。</p>`}
  </div>`;
}

export const isFilledByPostalCode = (key: InsuredPartyField['key']) => filledByPostalCode.has(key);
