import { type FieldOption, type FieldValue, field, optionsOf, parseOption } from './field.ts';
import { type ServiceRight, serviceRightText, unambiguousUrl } from './linked-service.ts';
import { grouped, parseCount } from './money.ts';
import { type Parsed, parseCode, parseText } from './text.ts';

/** 連携サービス as the back office enters it. */
export interface LinkedServiceDetails {
  serviceCode: string;
  name: string;
  description: string | null;
  url: string;
  menuGroup: string;
  position: number;
  rightNeeded: ServiceRight;
  exemptFromOneTimePassword: boolean;
  open: boolean;
}
export type LinkedServiceKey = keyof LinkedServiceDetails;
/** What can be changed later: other systems know a service by its code. */
export type ChangeableKey = Exclude<LinkedServiceKey, 'serviceCode'>;

function parseServiceCode(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const written = code.value.toLowerCase();
  return /^[a-z][a-z0-9-]{1,39}$/.test(written)
    ? { value: written }
    : { error: 'サービスコードは、英字で始まる半角の英数字とハイフン（2～40文字）で入力してください。' };
}

/** The address at or below which everything is the service's: no query, and nothing that servers read differently. */
function parseServiceUrl(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const url = unambiguousUrl(code.value);
  const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !/[?#]/.test(code.value);
  return plain
    ? { value: url.href }
    : {
        error:
          'URLは「https://」または「http://」から、「?」「#」を付けずに入力してください（例：https://service.example.jp/claims/）。',
      };
}

const rightOptions = optionsOf(serviceRightText);

const choice =
  (offered: readonly FieldOption[]) =>
  (raw: string): Parsed<FieldValue> => {
    const option = parseOption(offered)(raw);
    return 'error' in option ? option : { value: option.value === 'true' };
  };
const exemption = [
  { value: 'false', text: '必要' },
  { value: 'true', text: '不要（認証の対象から除く）' },
];
const availability = [
  { value: 'true', text: '公開する' },
  { value: 'false', text: '停止する' },
];

const code = field({
  key: 'serviceCode',
  label: 'サービスコード',
  group: 'サービス',
  help: '登録した後は変更できません。',
  example: 'credit-limit',
  width: 'medium',
  maxLength: 40,
  parse: parseServiceCode,
});

export const changeableFields = [
  field({
    key: 'name',
    label: 'サービス名',
    group: 'サービス',
    example: '個別保証枠',
    maxLength: 60,
    parse: parseText,
  }),
  field({
    key: 'description',
    label: '説明',
    group: 'サービス',
    required: false,
    help: 'メニューのサービス名の下に表示されます。',
    parse: parseText,
  }),
  field({
    key: 'url',
    label: 'URL',
    group: 'サービス',
    help: 'このアドレスと、その下のすべてのアドレスがこのサービスになります。',
    example: 'https://service.example.jp/credit-limit/',
    inputmode: 'url',
    maxLength: 250,
    parse: parseServiceUrl,
  }),
  field({
    key: 'open',
    label: '公開',
    group: 'サービス',
    control: 'radio',
    options: availability,
    help: '停止すると、メニューに表示されず、URLを直接開いても利用できません。',
    parse: choice(availability),
  }),
  field({
    key: 'menuGroup',
    label: 'メニューの見出し',
    group: 'ユーザーページでの表示',
    help: '同じ見出しのサービスがまとめて表示されます。',
    example: '各種情報照会',
    width: 'medium',
    maxLength: 40,
    parse: parseText,
  }),
  field({
    key: 'position',
    label: '表示順',
    group: 'ユーザーページでの表示',
    help: '小さい順に表示されます。',
    example: '110',
    inputmode: 'numeric',
    width: 'short',
    parse: (raw) => parseCount(raw, 99_999),
    format: (value) => (typeof value === 'number' ? grouped(value) : ''),
  }),
  field({
    key: 'rightNeeded',
    label: '利用に必要な権限',
    group: '利用できる人',
    options: rightOptions,
    parse: parseOption(rightOptions),
  }),
  field({
    key: 'exemptFromOneTimePassword',
    label: 'ワンタイムパスワード',
    group: '利用できる人',
    control: 'radio',
    options: exemption,
    help: 'ワンタイムパスワードを利用している保険利用者が、認証の前に利用できるサービスかどうかです。',
    parse: choice(exemption),
  }),
];

export const linkedServiceFields = [code, ...changeableFields];

export const keyName = field({
  key: 'name',
  label: 'キーの名前',
  group: '新しいキー',
  help: 'どこで使うキーかが分かる名前を付けてください。',
  example: '本番サーバー（2026年度）',
  width: 'medium',
  maxLength: 50,
  parse: parseText,
});
