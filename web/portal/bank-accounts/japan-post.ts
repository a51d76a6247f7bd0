import type { FieldErrors } from '../../../domain/field.ts';
import type { FormValues } from '../../answer.ts';
import { button } from '../../components.ts';
import { columns, textField } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';

/** 記号 and 番号 of a passbook of ゆうちょ銀行. */
export type SymbolKey = 'symbol' | 'symbolNumber';
export const symbolLabels: Record<SymbolKey, string> = { symbol: '記号', symbolNumber: '番号' };

/** Help for accounts of ゆうちょ銀行: 反映 turns 記号 and 番号 into branch, type and account number. */
export function japanPostFields(path: string, input: FormValues, errors: FieldErrors<SymbolKey>): Html {
  const isOpen = Boolean(errors.symbol || errors.symbolNumber);
  return html`<details class="conversion" id="japan-post"${attributes({ open: isOpen })}>
    <summary>ゆうちょ銀行の記号・番号から入力する</summary>
    <div class="fields">
      <p class="help">通帳やキャッシュカードの記号（5桁）と番号（8桁以内）を入力して「反映」を押すと、支店（店番）・預金種目・口座番号に置き換えます。記号と番号の間に1桁の数字がある場合、その数字は入力不要です。</p>
      ${columns([
        textField({
          name: 'symbol',
          label: symbolLabels.symbol,
          mark: false,
          value: input.symbol,
          help: '例：10940',
          error: errors.symbol,
          inputmode: 'numeric',
          autocomplete: 'off',
          width: 's',
        }),
        textField({
          name: 'symbolNumber',
          label: symbolLabels.symbolNumber,
          mark: false,
          value: input.symbolNumber,
          help: '例：12345671',
          error: errors.symbolNumber,
          inputmode: 'numeric',
          autocomplete: 'off',
          width: 's',
        }),
      ])}
      <div>${button({
        text: '反映',
        attributes: {
          id: 'japan-post-apply',
          formaction: `${path}/japan-post`,
          'hx-post': `${path}/japan-post`,
          'hx-target': '#account',
          'hx-swap': 'outerHTML',
        },
      })}</div>
    </div>
  </details>`;
}
