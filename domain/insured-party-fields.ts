import { formatCalendarDate, parseCalendarDate } from './calendar-date.ts';
import { parseCorporateNumber } from './corporate-number.ts';
import { parseEmail } from './email.ts';
import { type FieldOption, type FieldValue, field, optionsOf, parseOption } from './field.ts';
import { industryText } from './industries.ts';
import type { InsuredPartyFieldKey } from './insured-party.ts';
import { formatYen, grouped, parseCount, parseYen } from './money.ts';
import { parsePhone } from './phone.ts';
import { formatPostalCode, parsePostalCode } from './postal-code.ts';
import { prefectures } from './prefectures.ts';
import { type Parsed, parseEnglish, parseReading, parseText } from './text.ts';
import { parseUrl } from './url.ts';

/** 保険利用者情報の項目: each field stands once, here (manual 3-5, 4-8; the manual shows the pages only as pictures). */

const prefectureOptions = prefectures.map((name) => ({ value: name, text: name }));
const industryOptions = Object.entries(industryText).map(([value, text]) => ({
  value,
  text: `${value} ${text}`,
}));
const monthOptions = Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), text: `${i + 1}月` }));
const smeOptions = optionsOf({ true: '該当する', false: '該当しない' });

/** Reads an option and turns its text into the value that is kept. */
const optionAs =
  <T extends FieldValue>(offered: readonly FieldOption[], convert: (value: string) => T) =>
  (raw: string): Parsed<T> => {
    const option = parseOption(offered)(raw);
    return 'error' in option ? option : { value: convert(option.value) };
  };

const own = <Key extends InsuredPartyFieldKey>(traits: Parameters<typeof field<Key>>[0]) => field(traits);

const formatPlain = (value: FieldValue) => String(value ?? '');

export const headOfficeFields = [
  own({
    key: 'corporateNumber',
    label: '法人番号',
    group: '基本情報',
    help: '国税庁から通知された13桁の番号です。',
    example: '7123456789012',
    inputmode: 'numeric',
    width: 'medium',
    maxLength: 13,
    parse: parseCorporateNumber,
  }),
  own({
    key: 'name',
    label: '保険利用者名',
    group: '基本情報',
    help: '登記されている商号を、株式会社などを含めて入力してください。',
    example: '見本貿易株式会社',
    autocomplete: 'organization',
    parse: parseText,
  }),
  own({
    key: 'nameKana',
    label: '保険利用者名（フリガナ）',
    group: '基本情報',
    help: '全角カタカナで入力してください。ひらがな・半角カナは自動で変換されます。',
    example: 'ミホンボウエキカブシキガイシャ',
    maxLength: 200,
    parse: parseReading,
  }),
  own({
    key: 'nameEnglish',
    label: '保険利用者名（英文）',
    group: '基本情報',
    help: '半角の英数字と記号で入力してください。',
    example: 'Mihon Trading Co., Ltd.',
    maxLength: 200,
    parse: parseEnglish,
  }),
  own({
    key: 'representativeTitle',
    label: '代表者役職名',
    group: '代表者',
    example: '代表取締役社長',
    autocomplete: 'off',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  own({
    key: 'representativeName',
    label: '代表者氏名',
    group: '代表者',
    example: '日本　太郎',
    autocomplete: 'off',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  own({
    key: 'representativeKana',
    label: '代表者氏名（フリガナ）',
    group: '代表者',
    help: '全角カタカナで入力してください。ひらがな・半角カナは自動で変換されます。',
    example: 'ニホン　タロウ',
    autocomplete: 'off',
    width: 'medium',
    parse: parseReading,
  }),
  own({
    key: 'postalCode',
    label: '郵便番号',
    group: '所在地',
    help: '7桁を入力すると、都道府県から町域までが入力されます。',
    example: '100-0001',
    autocomplete: 'postal-code',
    inputmode: 'numeric',
    width: 'short',
    maxLength: 7,
    parse: parsePostalCode,
    format: (value) => formatPostalCode(formatPlain(value)),
    toInput: (value) => formatPostalCode(formatPlain(value)),
  }),
  own({
    key: 'prefecture',
    label: '都道府県',
    group: '所在地',
    autocomplete: 'address-level1',
    options: prefectureOptions,
    width: 'short',
    parse: parseOption(prefectureOptions),
  }),
  own({
    key: 'city',
    label: '市区町村',
    group: '所在地',
    example: '千代田区',
    autocomplete: 'address-level2',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  own({
    key: 'street',
    label: '町域・番地',
    group: '所在地',
    example: '千代田1-1-1',
    autocomplete: 'address-line1',
    parse: parseText,
  }),
  own({
    key: 'building',
    label: '建物名・階',
    group: '所在地',
    required: false,
    example: '見本ビル5階',
    autocomplete: 'address-line2',
    parse: parseText,
  }),
  own({
    key: 'addressEnglish',
    label: '所在地（英文）',
    group: '所在地',
    help: '半角の英数字と記号で入力してください。',
    example: '1-1-1 Chiyoda, Chiyoda-ku, Tokyo 100-0001, Japan',
    maxLength: 250,
    parse: parseEnglish,
  }),
  own({
    key: 'phone',
    label: '電話番号',
    group: '連絡先',
    example: '03-1234-5678',
    autocomplete: 'tel',
    inputmode: 'tel',
    width: 'medium',
    maxLength: 20,
    parse: (raw) => parsePhone(raw),
  }),
  own({
    key: 'fax',
    label: 'FAX番号',
    group: '連絡先',
    required: false,
    example: '03-1234-5679',
    autocomplete: 'off',
    inputmode: 'tel',
    width: 'medium',
    maxLength: 20,
    parse: (raw) => parsePhone(raw, 'FAX番号'),
  }),
  own({
    key: 'url',
    label: 'ホームページ（URL）',
    group: '連絡先',
    required: false,
    example: 'https://www.example.co.jp',
    autocomplete: 'url',
    inputmode: 'url',
    maxLength: 250,
    parse: parseUrl,
  }),
  own({
    key: 'industry',
    label: '業種',
    group: '事業の概要',
    help: '日本標準産業分類の大分類から、主な事業を選択してください。',
    options: industryOptions,
    width: 'medium',
    parse: parseOption(industryOptions),
  }),
  own({
    key: 'establishedOn',
    label: '設立年月日',
    group: '事業の概要',
    help: '西暦で入力してください。',
    example: '1985/04/01',
    width: 'short',
    maxLength: 10,
    parse: parseCalendarDate,
    format: (value) => formatCalendarDate(formatPlain(value)),
    toInput: (value) => formatCalendarDate(formatPlain(value)),
  }),
  own({
    key: 'capitalYen',
    label: '資本金',
    group: '事業の概要',
    help: '円単位で入力してください。',
    example: '10,000,000',
    inputmode: 'numeric',
    width: 'medium',
    unit: '円',
    parse: parseYen,
    format: (value) => (typeof value === 'number' ? formatYen(value) : ''),
    toInput: (value) => (typeof value === 'number' ? grouped(value) : ''),
  }),
  own({
    key: 'employees',
    label: '従業員数',
    group: '事業の概要',
    example: '120',
    inputmode: 'numeric',
    width: 'short',
    unit: '人',
    parse: (raw) => parseCount(raw, 9_999_999),
    format: (value) => (typeof value === 'number' ? `${grouped(value)}人` : ''),
    toInput: (value) => (typeof value === 'number' ? grouped(value) : ''),
  }),
  own({
    key: 'fiscalMonth',
    label: '決算月',
    group: '事業の概要',
    options: monthOptions,
    width: 'short',
    parse: optionAs(monthOptions, Number),
  }),
  own({
    key: 'isSme',
    label: '中小企業者等',
    group: '事業の概要',
    help: '中小企業基本法に定める中小企業者などに該当するかを選択してください。',
    control: 'radio',
    options: smeOptions,
    width: 'short',
    parse: optionAs(smeOptions, (value) => value === 'true'),
  }),
  own({
    key: 'contactDepartment',
    label: 'ご担当者の所属名',
    group: 'ご担当者',
    required: false,
    example: '見本事業部',
    autocomplete: 'off',
    width: 'medium',
    parse: parseText,
  }),
  own({
    key: 'contactName',
    label: 'ご担当者の氏名',
    group: 'ご担当者',
    example: '貿易　花子',
    autocomplete: 'off',
    width: 'medium',
    maxLength: 50,
    parse: parseText,
  }),
  own({
    key: 'contactPhone',
    label: 'ご担当者の電話番号',
    group: 'ご担当者',
    example: '03-1234-5678',
    autocomplete: 'off',
    inputmode: 'tel',
    width: 'medium',
    maxLength: 20,
    parse: (raw) => parsePhone(raw),
  }),
  own({
    key: 'contactEmail',
    label: 'ご担当者のメールアドレス',
    group: 'ご担当者',
    help: 'フリーメールや携帯電話・スマートフォンのメールアドレスは推奨しません。',
    example: 'hanako@example.co.jp',
    autocomplete: 'off',
    inputmode: 'email',
    maxLength: 254,
    parse: parseEmail,
  }),
];

const headOfficeOnly: ReadonlySet<InsuredPartyFieldKey> = new Set<InsuredPartyFieldKey>([
  'corporateNumber',
  'representativeTitle',
  'representativeName',
  'representativeKana',
  'industry',
  'establishedOn',
  'capitalYen',
  'employees',
  'fiscalMonth',
  'isSme',
]);

/** 保険利用者（支店）の画面には表示されない項目があります (manual 3-5). */
export const branchFields = headOfficeFields.filter(({ key }) => !headOfficeOnly.has(key));
