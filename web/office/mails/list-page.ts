import { MAIL_PAGE_SIZE, type MailRow } from '../../../db/mail-search.ts';
import { button, dataTable, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { dateField, errorSummary, selectField, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';
import { kinds, type ReadSearch, searchHref, states } from './search.ts';
import { HOME, kindText, mailStateText, pathOf, stateBadge } from './texts.ts';

export interface MailList {
  read: ReadSearch;
  /** One more than a page, where there are more. */
  rows: MailRow[];
  /** What somebody should see to; only on the first page without a search. */
  unsent?: MailRow[] | undefined;
  /** Whether newer pages lie before this one. */
  isFirst: boolean;
}

/** メール記録: what left for whom, what did not, newest first. */
export function listPage(c: Context, { read, rows, unsent, isFirst }: MailList): Html {
  const shown = rows.slice(0, MAIL_PAGE_SIZE);
  const last = rows.length > MAIL_PAGE_SIZE ? shown.at(-1) : undefined;
  return staffPage(c, {
    title: 'メール記録',
    lead: 'お客様と職員に送信したメールの記録です。本文は保存していません。',
    breadcrumb: administrationTrail({ text: 'メール記録' }),
    notice: doneNotice(c),
    content: html`<div class="stack">
      ${errorSummary(summaryOf(read))}
      ${unsent && unsent.length > 0 && section({ title: `送信できていないメール（${unsent.length}件）`, lead: '送信できなかったメールは、再送するか、電話などで連絡して対応済みにします。送信待ちのメールは自動で送信を繰り返しています。', content: mailTable('送信できていないメール', unsent) })}
      ${searchForm(read)}
      ${mailTable('メール', shown)}
      ${pages(read, isFirst, last)}
    </div>`,
  });
}

const searchForm = ({ typed, errors }: ReadSearch): Html => html`
  <form class="filters" method="get" action="${HOME}" role="search" aria-label="メールの検索">
    ${textField({ name: 'recipient', label: '宛先（完全一致）', mark: false, value: typed.recipient, error: errors.recipient, autocomplete: 'off', maxlength: 254, width: 'full' })}
    ${textField({ name: 'reference', label: '番号（完全一致）', mark: false, value: typed.reference, error: errors.reference, autocomplete: 'off', maxlength: 100, width: 'full' })}
    ${selectField({ name: 'kind', label: '種類', mark: false, blank: 'すべて', value: typed.kind, options: kinds.map((value) => ({ value, text: kindText(value) })), width: 'full' })}
    ${selectField({ name: 'state', label: '状態', mark: false, blank: 'すべて', value: typed.state, options: states.map((value) => ({ value, text: mailStateText[value] })), width: 'full' })}
    ${dateField({ name: 'from', label: '期間（開始）', mark: false, value: typed.from, error: errors.from })}
    ${dateField({ name: 'to', label: '期間（終了）', mark: false, value: typed.to, error: errors.to })}
    ${button({ text: '検索' })}
    ${Object.keys(typed).length > 0 && button({ text: '検索条件を消す', kind: 'quiet', href: HOME })}
  </form>`;

const mailTable = (caption: string, rows: MailRow[]): Html =>
  dataTable<MailRow>({
    caption,
    captionHidden: true,
    rows,
    columns: [
      { header: '作成日時', width: 'narrow', cell: ({ createdAt }) => time(createdAt) },
      { header: '種類', width: 'narrow', cell: ({ kind }) => kindText(kind) },
      {
        header: '件名',
        primary: true,
        cell: (row) => html`<a href="${pathOf(row)}">${row.subject}</a>`,
      },
      { header: '宛先', cell: ({ recipient }) => html`<span class="breakable">${recipient}</span>` },
      { header: '状態', width: 'narrow', cell: stateCell },
      { header: '回数', align: 'end', width: 'narrow', cell: ({ attempts }) => `${attempts}回` },
    ],
    empty: {
      title: '条件に合うメールはありません',
      body: '宛先と番号は、全体が一致するものを探します。',
    },
  });

const stateCell = ({ state, handledAt, resends, resendOf }: MailRow): Html =>
  html`${stateBadge(state)}${handledAt && html` <small>対応済み</small>`}${resends > 0 && html` <small>再送あり</small>`}${resendOf && html` <small>再送</small>`}`;

function pages(read: ReadSearch, isFirst: boolean, last: MailRow | undefined): Html | undefined {
  if (isFirst && !last) return undefined;
  return html`<nav class="pagination" aria-label="ページ"><ul>
    ${!isFirst && html`<li><a href="${searchHref(read)}" rel="first">最新のメールへ</a></li>`}
    ${last && html`<li><a href="${searchHref(read, last.mailId)}" rel="next">前のメール（${MAIL_PAGE_SIZE}件）</a></li>`}
  </ul></nav>`;
}

const labels = { from: '期間（開始）', to: '期間（終了）' } as const;
const summaryOf = ({ errors }: ReadSearch) =>
  (['from', 'to'] as const).flatMap((name) => {
    const message = errors[name];
    return message ? [{ name, message, label: labels[name] }] : [];
  });
