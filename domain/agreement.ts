import { field } from './field.ts';
import { type Parsed, parseCode, parseText } from './text.ts';

/** 特約 (agreements), to whose contracts a user's view can be limited. */

/** Letters, digits and hyphens: codes stand beside each other in lists and forms. */
function parseAgreementCode(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const written = code.value.toUpperCase();
  return /^[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?$/.test(written)
    ? { value: written }
    : { error: '特約コードは半角の英数字とハイフンで入力してください（例：30012345）。' };
}

export const agreementName = field({
  key: 'name',
  label: '特約の名称',
  group: '特約',
  example: '企業総合保険特約（機械部門）',
  parse: parseText,
});

/** A new one; its code can never be changed, for other systems know it by that. */
export const agreementFields = [
  field({
    key: 'agreementCode',
    label: '特約コード',
    group: '特約',
    help: '登録した後は変更できません。',
    example: '30012345',
    width: 'medium',
    maxLength: 20,
    parse: parseAgreementCode,
  }),
  agreementName,
];
