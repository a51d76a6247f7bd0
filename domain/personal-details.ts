import { parseEmail } from './email.ts';
import { type Field, type FieldErrors, field, parseFields } from './field.ts';
import { parsePhone } from './phone.ts';
import { parseReading, parseText } from './text.ts';

/** A web user's own details (Webユーザー情報, manual 4-2 and 4-4), normalised. */
export interface PersonalDetails {
  name: string;
  kana: string;
  department: string;
  title: string;
  phone: string;
  fax: string | null;
  email: string;
}

export type PersonalDetailsKey = keyof PersonalDetails;
/** The e-mail address is typed twice; the second is only compared. */
export type PersonalDetailsFieldKey = PersonalDetailsKey | 'emailAgain';

export const personalDetailsFields: readonly Field<PersonalDetailsFieldKey>[] = [
  field({
    key: 'name',
    label: '氏名',
    group: 'ご利用者',
    example: '日本　太郎',
    autocomplete: 'name',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  field({
    key: 'kana',
    label: '氏名（フリガナ）',
    group: 'ご利用者',
    help: '全角カタカナで入力してください。ひらがな・半角カナは自動で変換されます。',
    example: 'ニホン　タロウ',
    autocomplete: 'off',
    width: 'medium',
    parse: parseReading,
  }),
  field({
    key: 'department',
    label: '所属名',
    group: 'ご利用者',
    required: false,
    example: '見本事業部',
    autocomplete: 'off',
    width: 'medium',
    parse: parseText,
  }),
  field({
    key: 'title',
    label: '役職名',
    group: 'ご利用者',
    required: false,
    example: '事業部長',
    autocomplete: 'organization-title',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  field({
    key: 'phone',
    label: '電話番号',
    group: 'ご連絡先',
    example: '03-1234-5678',
    autocomplete: 'tel',
    inputmode: 'tel',
    width: 'medium',
    maxLength: 20,
    parse: (raw) => parsePhone(raw),
  }),
  field({
    key: 'fax',
    label: 'FAX番号',
    group: 'ご連絡先',
    required: false,
    example: '03-1234-5679',
    autocomplete: 'off',
    inputmode: 'tel',
    width: 'medium',
    maxLength: 20,
    parse: (raw) => parsePhone(raw, 'FAX番号'),
  }),
  field({
    key: 'email',
    label: 'メールアドレス',
    group: 'ご連絡先',
    help: 'フリーメールや携帯電話・スマートフォンのメールアドレスは推奨しません。',
    example: 'taro@example.co.jp',
    autocomplete: 'email',
    inputmode: 'email',
    maxLength: 254,
    parse: parseEmail,
  }),
  field({
    key: 'emailAgain',
    label: 'メールアドレス（確認用）',
    group: 'ご連絡先',
    help: '確認のため、もう一度入力してください。',
    autocomplete: 'off',
    inputmode: 'email',
    maxLength: 254,
    parse: parseEmail,
  }),
];

/** Reads the form; the two addresses have to be the same after normalisation. */
export function parsePersonalDetails(
  raw: Readonly<Record<string, string | undefined>>,
):
  | { values: PersonalDetails }
  | { errors: FieldErrors<PersonalDetailsFieldKey>; values: Partial<PersonalDetails> } {
  const parsed = parseFields(personalDetailsFields, raw);
  const { emailAgain, ...values } = parsed.values;
  const errors: FieldErrors<PersonalDetailsFieldKey> = 'errors' in parsed ? parsed.errors : {};
  if (!errors.email && !errors.emailAgain && values.email !== emailAgain)
    errors.emailAgain = '2つのメールアドレスが一致しません。同じものを入力してください。';
  const details = { ...values, ...orEmpty(values, 'department'), ...orEmpty(values, 'title') };
  return Object.keys(errors).length > 0
    ? { errors, values: details as Partial<PersonalDetails> }
    : { values: details as PersonalDetails };
}

/** Department and title are printed in the access history's columns: empty rather than absent. */
const orEmpty = (values: Partial<Record<string, unknown>>, key: PersonalDetailsKey) =>
  values[key] === null ? { [key]: '' } : {};

/** What the form shows at first. The confirmation of an unchanged address is filled in: nobody types it for nothing. */
export const personalDetailsInput = (details: PersonalDetails): Record<PersonalDetailsFieldKey, string> => ({
  ...details,
  fax: details.fax ?? '',
  emailAgain: details.email,
});

/** Keys of the details that differ, in the order of the screen. */
export const changedPersonalDetails = (base: PersonalDetails, requested: PersonalDetails) =>
  personalDetailsFields
    .map(({ key }) => key)
    .filter((key): key is PersonalDetailsKey => key !== 'emailAgain')
    .filter((key) => (base[key] ?? '') !== (requested[key] ?? ''));
