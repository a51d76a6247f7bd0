/** Exemplary back office pages with made-up data. */
import {
  actions,
  applicationNumber,
  badge,
  banner,
  button,
  dataTable,
  definitionList,
  pagination,
  section,
  summaryTable,
  timeline,
} from '../../web/components.ts';
import { errorPage } from '../../web/error-page.ts';
import { dateField, radioGroup, selectField, textAreaField, textField } from '../../web/fields.ts';
import { type Html, html } from '../../web/html.ts';
import { officePage } from '../../web/layout.ts';
import { institutionName } from './portal.ts';

const staff = { name: '審査　次郎', roleLabel: '承認者', department: '審査課' };
const nav = [
  { text: '申込一覧', href: '/office-queue', current: true, count: 12 },
  { text: '保険利用者', href: '#' },
  { text: 'メール記録', href: '#' },
];
const number = 'W20261122-000017-3';
const at = (time: string): Date => new Date(`2026-11-22T${time}+09:00`);

const names = [
  '見本商事株式会社',
  '大阪貿易株式会社',
  '株式会社北海物産',
  '九州精機工業株式会社',
  '東海化成株式会社　名古屋支店',
];

export const officePages: Record<string, () => Html> = {
  'office-login': () =>
    officePage({
      institutionName,
      title: '職員ログイン',
      content: html`<form method="post" class="form office-login" data-submit-once><div class="section fields">
        ${textField({ name: 'login', label: '職員ID', mark: false, autocomplete: 'username', width: 'full' })}
        ${textField({ name: 'password', label: 'パスワード', type: 'password', mark: false, autocomplete: 'current-password', width: 'full' })}
        ${button({ text: 'ログイン', kind: 'primary' })}</div></form>`,
    }),

  'office-queue': () =>
    officePage({
      institutionName,
      staff,
      nav,
      title: '申込一覧',
      lead: '期限の近い順です。期限を過ぎたものを先頭に表示しています。',
      content: html`
      <form class="filters" method="get" role="search" aria-label="申込みの絞り込み">
        ${selectField({ name: 'state', label: '状態', mark: false, blank: 'すべて', value: 'inReview', options: [{ value: 'inReview', text: '審査中' }], width: 'full' })}
        ${selectField({ name: 'assignee', label: '担当者', mark: false, blank: 'すべて', options: [{ value: 'me', text: '自分' }], width: 'full' })}
        ${textField({ name: 'insuredCode', label: '保険利用者コード', mark: false, inputmode: 'numeric', width: 'full' })}
        ${textField({ name: 'number', label: 'Web申込番号', mark: false, width: 'full' })}
        ${button({ text: '絞り込む' })}
      </form>
      ${dataTable({
        caption: '審査する申込み',
        captionHidden: true,
        columns: [
          {
            header: '期限',
            cell: (row) =>
              row.overdue
                ? html`<span class="number">11/20</span> ${badge('danger', '期限超過')}`
                : html`<span class="number">11/25</span>`,
            width: 'narrow',
          },
          {
            header: 'Web申込番号',
            cell: (row) => html`<a class="number" href="/office-application">${row.number}</a>`,
            primary: true,
            width: 'narrow',
          },
          { header: '保険利用者', cell: (row) => row.name },
          { header: 'コード', cell: (row) => html`<span class="number">${row.code}</span>`, width: 'narrow' },
          { header: '変更項目', cell: (row) => row.fields },
          { header: '状態', cell: (row) => row.state, width: 'narrow' },
          { header: '担当者', cell: (row) => row.assignee, width: 'narrow' },
          {
            header: '操作',
            headerHidden: true,
            cell: () => button({ text: '担当する', size: 'small' }),
            width: 'narrow',
          },
        ],
        rows: Array.from({ length: 14 }, (_, index) => ({
          overdue: index < 2,
          number: `W20261122-${String(index + 17).padStart(6, '0')}-${(index * 7) % 10}`,
          name: names[index % names.length],
          code: `2012345${60 + index}`,
          fields: index % 3 === 0 ? '保険利用者名、代表者氏名' : '電話番号',
          state:
            index % 4 === 0
              ? badge('info', '受付済み')
              : index % 4 === 1
                ? badge('warning', '差戻し')
                : badge('waiting', '審査中'),
          assignee: index % 3 === 0 ? '―' : '審査　次郎',
        })),
        rowAttributes: (row) => ({ 'data-overdue': row.overdue }),
        empty: { title: '審査する申込みはありません', body: '新しい申込みが届くと、ここに表示されます。' },
      })}
      ${pagination({ page: 1, pages: 3, href: (page) => `?page=${page}` })}`,
    }),

  'office-application': () =>
    officePage({
      institutionName,
      staff,
      nav,
      title: '見本商事株式会社　保険利用者情報変更',
      breadcrumb: [{ text: '申込一覧', href: '/office-queue' }, { text: number }],
      titleAside: applicationNumber(number),
      content: html`<div class="office-columns">
      <div>
        ${banner('warning', '申込みの後に登録情報が変わっています', '電話番号の現在の値が、申込時の値と異なります。')}
        ${section({
          title: '変更内容（3件）',
          aside: badge('waiting', '第一承認待ち'),
          content: summaryTable(
            [
              {
                label: '保険利用者名',
                before: '見本商事株式会社',
                value: '見本ホールディングス株式会社',
                changed: true,
              },
              { label: '代表者氏名', before: '見本　一郎', value: '見本　花子', changed: true },
              {
                label: '電話番号',
                before: '03-1234-5678',
                value: '03-1234-5600',
                changed: true,
                note: '現在の値：03-1234-0000',
              },
            ],
            { mode: 'difference' },
          ),
        })}
        ${section({
          title: '経過',
          content: timeline([
            {
              at: at('13:40:05'),
              actor: '事務　三郎（事務担当）',
              text: '担当になりました',
              kind: 'waiting',
            },
            {
              at: at('11:40:05'),
              actor: '事務　三郎（事務担当）',
              text: 'コメント',
              kind: 'comment',
              detail: '登記情報を確認済み。',
            },
            { at: at('10:15:44'), actor: 'システム', text: '申込受付メールを送信しました' },
            { at: at('10:15:42'), actor: '日本　太郎（201234567000）', text: '申し込みました' },
          ]),
        })}
      </div>
      <aside aria-label="決裁">
        ${section({
          title: '決裁',
          lead: '社名と代表者の変更のため、2名の承認が必要です。',
          content: html`<form method="post" class="form" data-submit-once>
            ${radioGroup({
              name: 'decision',
              label: '判断',
              required: true,
              value: 'approve',
              options: [
                { value: 'approve', text: '承認する' },
                { value: 'return', text: '差戻しする', help: '申込者が修正して再度申し込みます' },
                { value: 'reject', text: '却下する', help: '申込みは終了します' },
              ],
            })}
            ${dateField({ name: 'effectiveOn', label: '適用日', help: '空欄の場合は直ちに反映します' })}
            ${selectField({ name: 'reason', label: '理由', options: [{ value: 'register', text: '登記と一致しない' }], width: 'full' })}
            ${textAreaField({ name: 'explanation', label: '申込者への説明', error: '差戻しの理由を入力してください。' })}
            ${actions({ primary: button({ text: '決裁する', kind: 'primary' }) })}
          </form>`,
        })}
        ${section({
          title: '保険利用者',
          content: definitionList([
            { label: 'コード', value: html`<span class="number">201234567</span>` },
            { label: '区分', value: '本店' },
            { label: '過去の申込み', value: html`<a href="#">3件</a>` },
            { label: '処理の記録', value: html`<a href="#">Temporal UIで開く</a>` },
          ]),
        })}
      </aside></div>`,
    }),

  'office-error': () =>
    errorPage({
      mood: 'office',
      status: 409,
      institutionName,
      staff,
      next: [
        { text: '申込みの画面に戻る', href: '#' },
        { text: '申込一覧へ', href: '#' },
      ],
    }),
};
