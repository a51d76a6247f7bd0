import { optionsOf } from '../../../domain/field.ts';
import {
  covered,
  ENTRIES_AT_MOST,
  enabledText,
  entryKindText,
  type IpRestriction,
  MEMO_AT_MOST,
  ROWS_MORE,
  type Row,
} from '../../../domain/ip-restriction.ts';
import type { FormValues } from '../../answer.ts';
import { banner, button, currentAddress } from '../../components.ts';
import type { Context } from '../../context.ts';
import { radioGroup, selectField, textField } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { icon } from '../../icons.ts';
import {
  currentGlobalAddress,
  type IpRestrictionErrors,
  ROWS,
  rowField,
  rowsOf,
  SETTING,
  UNDETERMINED,
} from './ip-restriction-form.ts';
import { HELP_DIALOG, helpDialog } from './ip-restriction-help.ts';
import { QUESTION_DIALOG } from './ip-restriction-question.ts';

interface Fields {
  input: FormValues;
  registered: IpRestriction;
  errors: IpRestrictionErrors;
  /** The rows that 追加 has just added begin here. */
  firstNewRow?: number | undefined;
}

/**
 * The section IPアドレス制限 of the administrator's form (manual 6-3 ① to ③). What belongs to 設定する is shown by the style
 * sheet while it is chosen, so that nothing here needs a script.
 */
export function ipRestrictionFields(c: Context, { input, registered, errors, firstNewRow }: Fields): Html {
  const address = currentGlobalAddress(c);
  return html`<fieldset class="fieldset ip-restriction">
    <legend>IPアドレス制限 <a class="help-mark" href="/administrator/ip-restriction/help" data-open-dialog="${HELP_DIALOG}" aria-label="IPアドレス制限のヘルプ">？</a></legend>
    <p class="help">Webサービスにログインできる場所を、特定のグローバルIPアドレスに限定します。貴社のすべてのWebユーザーが対象です。</p>
    <div class="fields">
      ${radioGroup({
        name: SETTING,
        label: 'IPアドレス制限',
        required: true,
        inline: true,
        value: input[SETTING] ?? String(registered.enabled),
        error: errors[SETTING],
        options: [
          {
            value: 'true',
            text: enabledText(true),
            attributes: { disabled: !address && !registered.enabled },
          },
          { value: 'false', text: enabledText(false) },
        ],
      })}
      ${!address && banner('warning', UNDETERMINED, '取得可能なIPアドレスを利用して、再度設定を行ってください。')}
      ${address && registered.enabled && !covered(registered.entries, address) && banner('warning', `現在のグローバルIPアドレス（${address}）は、利用可能なIPアドレスに含まれていません`, 'このままログアウトすると、ここからはログインできません。')}
      <div class="ip-when-on">
        ${address && html`<p>現在のグローバルIPアドレス：${currentAddress(address)}<br>必ずこのグローバルIPアドレスも入力してください。入力されていない場合は、先に進むことができません。</p>`}
        ${ipRows({ input, errors, firstNewRow })}
      </div>
    </div>
  </fieldset>`;
}

/** The dialogs of the section; outside its fieldset, whose text they are not. */
export const ipRestrictionDialogs = helpDialog;

/** What 確認する needs to ask the message box first (manual 6-3 ⑤). */
export const askingFirst = {
  'data-open-dialog': QUESTION_DIALOG,
  'data-open-dialog-when': `${SETTING}=true`,
};

/** The rows, answered alone to 追加. */
export function ipRows({
  input,
  errors = {},
  firstNewRow,
}: Pick<Fields, 'input' | 'firstNewRow'> & { errors?: IpRestrictionErrors }): Html {
  const rows = rowsOf(input);
  const problem = errors[ROWS];
  return html`<div class="ip-rows" id="${ROWS}" role="group" tabindex="-1" aria-label="利用可能なグローバルIPアドレス"${attributes({ 'data-invalid': problem ? true : undefined, 'aria-describedby': problem ? `${ROWS}-error` : undefined })}>
    ${problem && html`<p class="error-text" id="${ROWS}-error">${icon('error')}<span>${problem}</span></p>`}
    <input type="hidden" name="ipRowCount" value="${rows.length}">
    <p class="help">単一のIPアドレスは「単一指定」、サブネットマスク（CIDR表記も可）で指定する場合は「範囲指定」を選択してください。IPv4、IPv6のいずれも入力できます。使用しない行は空欄のままにしてください。</p>
    <ol>${rows.map((row, position) => rowFields(row, position, errors, position === firstNewRow))}</ol>
    ${more(rows.length)}
  </div>`;
}

const rowFields = (row: Row, position: number, errors: IpRestrictionErrors, isFirstNew: boolean): Html => {
  const field = (key: keyof Row, label: string) => ({
    name: rowField(position, key),
    label: html`<span class="visually-hidden">${position + 1}行目の</span>${label}`,
    mark: false as const,
    value: row[key],
    error: errors[rowField(position, key)],
  });
  return html`<li>
    <span class="ip-number number" aria-hidden="true">${position + 1}</span>
    ${textField({ ...field('memo', 'メモ'), width: 'full', attributes: { autofocus: isFirstNew, maxlength: MEMO_AT_MOST * 2 } })}
    ${selectField({ ...field('kind', '指定方法'), blank: false, width: 'full', options: kinds })}
    ${textField({ ...field('address', 'IPアドレス'), width: 'full', attributes: TYPED_AS_IS })}
    ${textField({ ...field('mask', 'サブネットマスク'), width: 'full', attributes: TYPED_AS_IS })}
  </li>`;
};

const kinds = optionsOf(entryKindText);
const TYPED_AS_IS = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' };

function more(rows: number): Html {
  if (rows >= ENTRIES_AT_MOST) return html`<p class="help">入力欄は${ENTRIES_AT_MOST}件までです。</p>`;
  const path = '/administrator/ip-restriction/rows';
  return html`<div class="beside">
    ${button({
      text: '追加',
      size: 'small',
      attributes: { formaction: path, 'hx-post': path, 'hx-target': `#${ROWS}`, 'hx-swap': 'outerHTML' },
    })}
    <span class="help">入力欄を${ROWS_MORE}件追加します（現在${rows}件、最大${ENTRIES_AT_MOST}件）。</span>
  </div>`;
}
