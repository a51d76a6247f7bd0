import { parseEmail } from './email.ts';
import { lengthOf, type Parsed, parseText } from './text.ts';

/**
 * What one field takes for companies and users: code, ID, corporate number, mail address, name or reading, told apart by
 * what they look like. Digits may be full-width, and stand in groups.
 */
export type CompanySearch =
  | { by: 'insuredCode' | 'webUserId'; begins: string }
  | { by: 'corporateNumber'; number: string }
  | { by: 'email'; email: string }
  /** `people`: long enough to look for persons as well. */
  | { by: 'name'; text: string; people: boolean };

/** Characters of a search at most. */
export const SEARCH_AT_MOST = 100;

const INSURED_CODE = 9;
const WEB_USER_ID = 12;
/** One character would find a tenth of everybody. */
const CHARACTERS_OF_A_PERSON = 2;

export function parseCompanySearch(raw: string): Parsed<CompanySearch> {
  const parsed = parseText(raw);
  if ('error' in parsed) return parsed;
  const text = parsed.value;
  if (text === '') return { error: '検索する言葉を入力してください。' };
  if (lengthOf(text) > SEARCH_AT_MOST) return { error: `${SEARCH_AT_MOST}文字以内で入力してください。` };
  if (/[@＠]/.test(text)) return parseAddress(text);
  const digits = withoutSeparators(text);
  const corporateNumber = /^T?([0-9]{13})$/i.exec(digits)?.[1];
  if (corporateNumber) return { value: { by: 'corporateNumber', number: corporateNumber } };
  return /^[0-9]+$/.test(digits) ? parseDigits(digits) : { value: byName(text) };
}

const withoutSeparators = (text: string) => text.normalize('NFKC').replace(/[\s‐-―−ー-]/g, '');

/** What is typed where only a company is looked for. */
export interface CodeOrName {
  /** A part of a name or reading. */
  name: string;
  /** The same as the beginning of an insured code, if it can be one. */
  begins: string | undefined;
}

/** Empty where nothing is left of it. */
export function parseCodeOrName(raw: string): Parsed<CodeOrName> {
  const parsed = parseText(raw);
  if ('error' in parsed) return parsed;
  const digits = withoutSeparators(parsed.value);
  const isCode = /^[0-9]+$/.test(digits) && digits.length <= INSURED_CODE;
  return { value: { name: withoutLegalForm(parsed.value), begins: isCode ? digits : undefined } };
}

/** A search for an address is recorded, so it is for one address, never for part of one. */
function parseAddress(text: string): Parsed<CompanySearch> {
  const email = parseEmail(text);
  return 'value' in email
    ? { value: { by: 'email', email: email.value } }
    : { error: 'メールアドレスは、省略せずに1件だけ入力してください。' };
}

function parseDigits(digits: string): Parsed<CompanySearch> {
  if (digits.length <= INSURED_CODE) return { value: { by: 'insuredCode', begins: digits } };
  if (digits.length <= WEB_USER_ID) return { value: { by: 'webUserId', begins: digits } };
  return {
    error:
      '保険利用者コードは9桁、WebユーザーIDは12桁、法人番号は13桁です。数字が多すぎないか確認してください。',
  };
}

function byName(text: string): CompanySearch {
  const known = withoutLegalForm(text);
  return { by: 'name', text: known, people: lengthOf(known.replace(/\s/g, '')) >= CHARACTERS_OF_A_PERSON };
}

/** However it is written, and before or after the name: it says nothing about which company is meant. */
function withoutLegalForm(text: string): string {
  const rest = text.replace(LEGAL_FORM_FIRST, '').replace(LEGAL_FORM_LAST, '').trim();
  return rest === '' ? text : rest;
}
const LEGAL_FORMS = '株式会社|有限会社|合同会社|㈱|㈲|[(（][株有同][)）]';
const LEGAL_FORM_FIRST = new RegExp(`^(?:${LEGAL_FORMS})`);
const LEGAL_FORM_LAST = new RegExp(`(?:${LEGAL_FORMS})$`);

/** The one code or ID that is meant, which is opened rather than listed. */
export function exactlyMeant(search: CompanySearch): { insuredCode: string; webUserId?: string } | undefined {
  if (search.by === 'insuredCode' && search.begins.length === INSURED_CODE)
    return { insuredCode: search.begins };
  if (search.by === 'webUserId' && search.begins.length === WEB_USER_ID)
    return { insuredCode: search.begins.slice(0, INSURED_CODE), webUserId: search.begins };
  return undefined;
}

/** The first and the last of `length` digits that begin so. */
export const rangeOf = (begins: string, length: number): [string, string] => [
  begins.padEnd(length, '0'),
  begins.padEnd(length, '9'),
];
