import type { Bank, BankList } from '../../../db/schema/banks.ts';
import { type KanaRow, kanaRows } from '../../../domain/bank-search.ts';
import { formatCalendarDate } from '../../../domain/calendar-date.ts';
import { actions, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { textField } from '../../fields.ts';
import { attributes, escaped, type Html, html, raw } from '../../html.ts';
import { userPage } from '../page.ts';
import type { Wizard } from './draft.ts';

/** What the popup offers, and what was looked for. */
export interface Choices {
  of: 'banks' | 'branches';
  /** Whose branches. */
  bank?: Bank;
  row: KanaRow | undefined;
  text: string;
  rows: { code: string; name: string; kana: string }[];
  /** How many there are in all. */
  total: number;
  /** From which list they are. */
  list: BankList | undefined;
}

/** Where the choice is made: in the popup, or on a page where no script opens one. */
type Place = 'dialog' | 'page';

const titles = { banks: '取引先金融機関の選択', branches: '取引先支店の選択' };

/** The popup: search box, index, and a list to choose from with the arrow keys. */
export const chooserDialog = (wizard: Wizard, found: Choices): Html => html`
  <dialog class="dialog" data-wide id="chooser" data-fetched aria-labelledby="chooser-title">
    <h2 id="chooser-title">${titles[found.of]}</h2>
    <div class="dialog-body chooser">
      ${searchForm(wizard, found, 'dialog')}
      <div id="choices">${choices(wizard, found, 'dialog')}</div>
    </div>
  </dialog>`;

/** 支店 before 金融機関: there is nothing to choose from yet. */
export const noBankDialog: Html = html`
  <dialog class="dialog" id="chooser" data-fetched aria-labelledby="chooser-title">
    <h2 id="chooser-title">${titles.branches}</h2>
    <div class="dialog-body"><p>先に取引先金融機関を選択してください。</p></div>
    <div class="dialog-actions">
      <button class="button" data-kind="secondary" type="button" data-close-dialog autofocus>閉じる</button>
    </div>
  </dialog>`;

export const chooserPage = (c: Context, wizard: Wizard, found: Choices): Html =>
  userPage(c, {
    title: titles[found.of],
    trail: [
      { text: '口座情報照会・登録・変更', href: '/bank-accounts/manage' },
      { text: '口座情報の入力', href: `${wizard.path}/edit` },
    ],
    lead: '検索または頭文字で探し、選択してください。入力中の内容は保存されています。',
    content: html`<div class="section chooser">
      ${searchForm(wizard, found, 'page')}
      <div id="choices">${choices(wizard, found, 'page')}</div>
    </div>`,
  });

/** What is typed is looked for at once; without a script by 検索. */
function searchForm({ path }: Wizard, { of, bank, row, text }: Choices, place: Place): Html {
  const url = `${path}/${of}`;
  const inBank = bank ? `bank=${bank.bankCode}` : '';
  const swap = { 'hx-target': '#choices', 'hx-swap': 'innerHTML' };
  const what = of === 'banks' ? '金融機関' : '支店';
  return html`<form method="get" action="${url}" class="chooser-search"${attributes({ role: 'search', 'hx-get': url, ...swap })}>
    ${bank && html`<input type="hidden" name="bank" value="${bank.bankCode}"><p>取引先金融機関：<strong>${bank.name}</strong></p>`}
    ${textField({
      name: 'q',
      id: 'chooser-q',
      label: `${what}名・カナ・コードで検索`,
      mark: false,
      type: 'search',
      value: text,
      autocomplete: 'off',
      maxlength: 40,
      width: 'l',
      attributes: {
        ...(place === 'dialog' ? { autofocus: true } : {}),
        'hx-get': inBank ? `${url}?${inBank}` : url,
        'hx-trigger': 'input changed delay:250ms',
        'hx-sync': 'closest form:replace',
        ...swap,
      },
      after: button({ text: '検索' }),
    })}
    <div class="kana-index" role="group" aria-label="頭文字で絞り込む">${(
      Object.keys(kanaRows) as KanaRow[]
    ).map(
      (initial) =>
        html`<button class="button" data-kind="secondary" data-size="small"${attributes({ name: 'row', value: initial, 'aria-label': initial === '英数' ? undefined : `${initial}行`, 'aria-current': place === 'page' && initial === row ? 'true' : undefined })}>${initial}</button>`,
    )}</div>
  </form>`;
}

/** What was found, to choose one of; alone it answers each search in the popup. */
export function choices({ path }: Wizard, found: Choices, place: Place): Html {
  const { of, bank, rows } = found;
  const selection = `${path}/${of}/selection`;
  const name = of === 'banks' ? 'bankCode' : 'branchCode';
  const what = of === 'banks' ? '金融機関' : '支店';
  const swap =
    place === 'dialog'
      ? { 'hx-post': selection, 'hx-target': '#chosen-branch', 'hx-swap': 'outerMorph' }
      : {};
  return html`<form method="post" action="${selection}"${attributes(swap)}>
    ${bank && html`<input type="hidden" name="bankCode" value="${bank.bankCode}">`}
    <p class="hint" role="status">${summaryOf(found)}</p>
    ${
      rows.length > 0
        ? html`<div class="options" role="radiogroup" aria-label="${what}">${raw(rows.map((row) => option(name, row, rows.length === 1)).join(''))}</div>`
        : html`<p>別の言葉で検索するか、頭文字から探してください。</p>`
    }
    ${listNote(found)}
    ${actions({
      primary: rows.length > 0 ? button({ text: '選択する', kind: 'primary' }) : undefined,
      back:
        place === 'dialog'
          ? html`<button class="button" data-kind="secondary" type="button" data-close-dialog>キャンセル</button>`
          : button({ text: '戻る', href: `${path}/edit` }),
    })}
  </form>`;
}

/** One string a row: there may be three hundred. */
const option = (name: string, { code, ...row }: Choices['rows'][number], only: boolean): string =>
  `<label class="choice"><input type="radio" required name="${name}" value="${escaped(code)}"${only ? ' checked' : ''}><span>${escaped(row.name)}<small><span class="number">${escaped(code)}</span>　${escaped(row.kana)}</small></span></label>`;

function summaryOf({ of, row, text, rows, total }: Choices): string {
  const what = of === 'banks' ? '金融機関' : '支店';
  const asked = row
    ? `「${row}」${row === '英数' ? '' : '行'}の${what}`
    : text.trim()
      ? `「${text.trim()}」を含む${what}`
      : '';
  if (!asked && of === 'banks')
    return '主な金融機関です。ほかの金融機関は、検索するか頭文字を選んでください。';
  if (total === 0) return `${asked || what}は見つかりませんでした。`;
  if (rows.length < total)
    return `${asked || what}：${total}件のうち${rows.length}件を表示しています。検索して絞り込んでください。`;
  return `${asked || what}：${total}件`;
}

const listNote = ({ list }: Choices): Html =>
  html`<p class="hint">${list && `${formatCalendarDate(list.listedOn)}現在の一覧です。`}</p>`;
