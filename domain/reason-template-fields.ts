import { type Field, field, optionsOf, parseOption } from './field.ts';
import { grouped, parseCount } from './money.ts';
import { parseProse } from './prose.ts';
import {
  longestFilled,
  placeholdersOf,
  REASON_AT_MOST,
  type TemplateKind,
  templateReasons,
  unknownPlaceholders,
} from './reason-template.ts';
import { type Parsed, parseText } from './text.ts';

export type TemplateKey = 'reasonCode' | 'title' | 'body' | 'position' | 'active';

/** A template's form, for one kind of work. */
export const templateFields = (kind: TemplateKind): readonly Field<TemplateKey>[] => {
  const reasons = optionsOf(templateReasons[kind]);
  return [
    field({
      key: 'reasonCode',
      label: '理由',
      group: 'テンプレート',
      options: reasons,
      width: 'medium',
      parse: parseOption(reasons),
    }),
    field({
      key: 'title',
      label: 'タイトル',
      group: 'テンプレート',
      help: '決裁の画面で選ぶときに表示されます。申込者には表示されません。',
      example: '登記事項証明書の再提出',
      maxLength: 40,
      parse: parseText,
    }),
    field({
      key: 'body',
      label: '本文',
      group: 'テンプレート',
      control: 'prose',
      help: `申込者が読む文章です。差し込み項目 ${named(kind)} は、決裁の画面で実際の内容に置き換わります。`,
      maxLength: REASON_AT_MOST,
      parse: (raw) => parseBody(kind, raw),
    }),
    field({
      key: 'position',
      label: '表示順',
      group: '表示',
      help: '同じ理由の中で、小さい順に表示されます。',
      inputmode: 'numeric',
      width: 'short',
      parse: (raw) => parseCount(raw, 9_999),
      format: (value) => (typeof value === 'number' ? grouped(value) : ''),
    }),
    field({
      key: 'active',
      label: '使用',
      group: '表示',
      control: 'radio',
      options: usage,
      parse: (raw) => {
        const option = parseOption(usage)(raw);
        return 'error' in option ? option : { value: option.value === 'true' };
      },
    }),
  ];
};

const usage = [
  { value: 'true', text: '使用する' },
  { value: 'false', text: '使用しない' },
];

const named = (kind: TemplateKind) =>
  placeholdersOf[kind].map((placeholder) => `{${placeholder}}`).join('、');

function parseBody(kind: TemplateKind, raw: string): Parsed<string> {
  const prose = parseProse(raw, REASON_AT_MOST);
  if ('error' in prose) return prose;
  const unknown = unknownPlaceholders(kind, prose.value);
  if (unknown.length > 0)
    return {
      error: `使用できない差し込み項目があります：${unknown.map((name) => `{${name}}`).join('、')}。使用できるのは${named(kind)}です。`,
    };
  const longest = longestFilled(prose.value);
  return longest > REASON_AT_MOST
    ? {
        error: `差し込み後の文章が最大${longest}文字になります。${REASON_AT_MOST}文字以内になるように短くしてください。`,
      }
    : prose;
}
