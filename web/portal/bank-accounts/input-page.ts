import {
  accountFields,
  type BankAccountKey,
  bankAccountKeys,
  bankAccountLabels,
  purposeField,
} from '../../../domain/bank-account.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, fieldset } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { fieldInput } from '../field-input.ts';
import { userPage } from '../page.ts';
import { chosenBranch } from './chosen-branch.ts';
import type { Wizard } from './draft.ts';
import type { Chosen } from './form.ts';
import { type SymbolKey, symbolLabels } from './japan-post.ts';

export const steps = ['口座情報の入力', '申込内容の確認', '申込完了'];

export interface InputPage {
  input: FormValues;
  chosen: Chosen;
  errors?: FieldErrors<BankAccountKey | SymbolKey>;
  nothingChanged?: boolean;
  /** The account was changed or deleted in another window. */
  changedMeanwhile?: boolean;
}

/**
 * 口座情報の入力 (manual 4-9 ③, 4-10 ③). 戻る forgets what was typed. The hidden button is what the Enter key presses: else
 * it would be the first one on the page, which leads to the banks.
 */
export function inputPage(c: Context, wizard: Wizard, page: InputPage): Html {
  const { path, account } = wizard;
  const { errors = {}, nothingChanged, changedMeanwhile } = page;
  return userPage(c, {
    title: '口座情報の入力',
    trail: [{ text: '口座情報照会・登録・変更', href: '/bank-accounts/manage' }],
    steps: stepIndicator(steps, 1),
    lead: account
      ? '変更する内容を入力し、「申込内容の確認へ」ボタンをクリックしてください。'
      : '口座情報を入力し、「申込内容の確認へ」ボタンをクリックしてください。',
    content: html`
      ${nothingChanged && banner('error', '変更された項目がありません', '登録されている内容と同じです。変更したい項目に入力してください。', { live: true })}
      ${changedMeanwhile && banner('error', 'この口座は、別の画面で変更されました', 'まだ申し込まれていません。現在の登録内容を口座情報一覧で確認し、必要であれば入力し直してください。', { live: true })}
      ${errorSummary(
        summaryKeys.flatMap((name) => {
          const message = errors[name];
          return message ? [{ name, label: labels[name], message }] : [];
        }),
      )}
      <form method="post" action="${path}" class="form" data-submit-once>
        <button hidden>申込内容の確認へ</button>
        ${accountFieldset(c, wizard, page)}
        ${actions({
          primary: button({ text: '申込内容の確認へ', kind: 'primary' }),
          back: button({ text: '戻る', form: 'discard' }),
        })}
        <p class="help">「戻る」を押すと口座情報一覧に戻り、入力した情報は消えます。</p>
      </form>
      <form method="post" action="${path}/discard" id="discard"></form>
      <div id="popup"></div>`,
  });
}

/** All that describes the account; alone it answers 記号・番号, which fill several of its fields. */
export const accountFieldset = (
  c: Context,
  wizard: Wizard,
  { input, chosen, errors = {} }: Pick<InputPage, 'input' | 'chosen' | 'errors'>,
): Html =>
  fieldset({
    id: 'account',
    legend: '口座情報',
    content: html`
      ${fieldInput(purposeField, input.purpose, { error: errors.purpose })}
      ${chosenBranch(c, wizard, { input, chosen, errors })}
      ${accountFields.map((own) => fieldInput(own, input[own.key], { error: errors[own.key] }))}`,
  });

const labels: Record<BankAccountKey | SymbolKey, string> = { ...bankAccountLabels, ...symbolLabels };
const summaryKeys: (BankAccountKey | SymbolKey)[] = [
  ...bankAccountKeys.slice(0, 3),
  'symbol',
  'symbolNumber',
  ...bankAccountKeys.slice(3),
];
