/**
 * Every component and every field once, in both moods, with made-up data: `PORT=4000 node dev/gallery.ts`, then
 * http://127.0.0.1:4000/ for the portal's and http://127.0.0.1:4000/office for the office's. Whole pages are in the product.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { assets } from '../web/assets.ts';
import {
  actions,
  applicationNumber,
  badge,
  banner,
  button,
  currentAddress,
  dataTable,
  definitionList,
  dialogConfirm,
  formatYen,
  menuSection,
  pagination,
  printButton,
  progressTracker,
  section,
  stepIndicator,
  summaryTable,
  tabs,
  timeline,
} from '../web/components.ts';
import {
  checkbox,
  columns,
  dateField,
  errorSummary,
  fieldset,
  radioGroup,
  selectField,
  textAreaField,
  textField,
} from '../web/fields.ts';
import { html } from '../web/html.ts';
import { officePage, portalPage } from '../web/layout.ts';

const at = (time: string): Date => new Date(`2026-11-22T${time}+09:00`);
const options = (...texts: string[]) => texts.map((text) => ({ value: text, text }));
const error = '全角カタカナで入力してください。';

const messages = () => [
  banner('info', 'お知らせ', '年末年始は12月29日から1月3日まで審査を休みます。'),
  banner('success', '変更しました'),
  banner('warning', 'フリーメールのアドレスです', '会社のメールアドレスをお勧めします。'),
  banner('error', '送信できませんでした', '少し時間をおいて、もう一度お試しください。'),
  section({
    title: '状態',
    content: html`<p class="links">${badge('neutral', '下書き')}${badge('info', '受付済み')}${badge('waiting', '審査中')}${badge('success', '反映済み')}${badge('warning', '差戻し')}${badge('danger', '却下')}</p>
      <p>現在のグローバルIPアドレス：${currentAddress('203.0.113.101')}</p>`,
  }),
];

const form = () => html`<form class="form">
  ${errorSummary([{ name: 'kana', label: 'フリガナ', message: error }])}
  ${fieldset({
    legend: '入力項目',
    help: '項目に共通する説明です。',
    content: [
      textField({ name: 'name', label: '氏名', value: '日本　太郎', required: true }),
      textField({ name: 'kana', label: 'フリガナ', value: 'にっぽん', required: true, error, width: 'l' }),
      columns([
        selectField({
          name: 'prefecture',
          label: '都道府県',
          required: true,
          options: options('北海道', '東京都'),
          width: 's',
        }),
        textField({ name: 'capital', label: '資本金', suffix: '円', inputmode: 'numeric', width: 's' }),
      ]),
      dateField({ name: 'on', label: '適用日', help: '空欄の場合は直ちに反映します。' }),
      radioGroup({
        name: 'sme',
        label: '中小企業',
        required: true,
        inline: true,
        options: options('該当する', '該当しない'),
      }),
      textAreaField({ name: 'note', label: '連絡事項', help: '200文字以内' }),
      checkbox({ name: 'agreed', label: '登記事項と一致していることを確認しました', required: true }),
    ],
  })}
</form>`;

const buttons = () => [
  section({
    title: 'ボタン',
    content: html`<p class="links">${button({ text: '申込む', kind: 'primary' })}${button({ text: '修正する' })}${button({ text: '取下げる', kind: 'danger', href: '#', attributes: { 'data-open-dialog': 'withdraw' } })}${button({ text: 'キャンセル', kind: 'quiet' })}${button({ text: '照会', size: 'small' })}</p>`,
  }),
  menuSection('管理項目', [
    { title: '口座情報照会・登録・変更', description: '口座を登録、変更、削除します。', href: '#' },
    {
      title: '保険利用者情報照会・変更',
      description: '貴社の登録情報の変更を申し込みます。',
      href: '#',
      badge: badge('waiting', '審査中'),
    },
  ]),
  dialogConfirm({
    id: 'withdraw',
    title: '申込みを取り下げます。よろしいですか？',
    body: '取り下げると審査は終わり、登録情報は変更されません。',
    confirm: button({ text: '取下げる', kind: 'danger' }),
  }),
];

const facts = () => [
  section({
    title: '項目と値',
    content: definitionList([
      { label: '保険利用者名', value: '見本商事株式会社', note: 'ミホンショウジカブシキガイシャ' },
      { label: '資本金', value: formatYen(300_000_000) },
      { label: 'FAX番号', value: null },
    ]),
  }),
  section({
    title: '変更前と変更後',
    content: summaryTable(
      [
        { label: '保険利用者名', before: '見本商事株式会社', value: '見本物産株式会社', changed: true },
        { label: '電話番号', before: '03-1234-5678', value: '03-1234-5678' },
      ],
      { mode: 'difference' },
    ),
  }),
];

const lists = () => [
  tabs('見本', [
    { text: '口座', href: '#', current: true },
    { text: '履歴', href: '#', current: false },
  ]),
  dataTable({
    caption: '申込み',
    columns: [
      {
        header: 'Web申込番号',
        cell: ({ number }) => html`<a class="number" href="#">${number}</a>`,
        primary: true,
      },
      { header: '状態', cell: ({ state }) => state, width: 'narrow' },
    ],
    rows: [
      { number: 'W20261122-000017-3', state: badge('waiting', '審査中') },
      { number: 'W20260804-000102-1', state: badge('success', '反映済み') },
    ],
    empty: { title: '申込みはありません' },
  }),
  pagination({ page: 4, pages: 12, href: (page) => `?page=${page}` }),
  dataTable({
    caption: '口座',
    columns: [{ header: '口座', cell: () => '' }],
    rows: [],
    empty: { title: '口座はまだ登録されていません', action: button({ text: '新規登録', kind: 'primary' }) },
  }),
];

const progress = () => [
  section({
    title: '現在の状況',
    content: progressTracker([
      { text: '受付', state: 'done', at: at('10:15:42') },
      { text: '審査', state: 'current', explanation: '担当者が申込みの内容を確認しています。' },
      { text: '登録情報への反映', state: 'todo' },
    ]),
  }),
  section({
    title: 'これまでの経過',
    content: timeline([
      {
        at: at('13:40:05'),
        actor: '見本機構',
        text: '差し戻しました',
        kind: 'returned',
        detail: '漢字が登記と異なります。',
      },
      { at: at('10:15:42'), actor: '日本　太郎', text: '申し込みました' },
    ]),
  }),
];

const gallery = () => ({
  institutionName: '見本機構',
  title: '部品の見本',
  steps: stepIndicator(['入力', '確認', '完了'], 2),
  titleAside: applicationNumber('W20261122-000017-3'),
  content: html`${[messages(), buttons(), form(), facts(), lists(), progress()]}
    ${actions({ primary: button({ text: '次へ', kind: 'primary' }), back: [button({ text: '戻る' }), printButton()] })}`,
});

const app = new Hono()
  .use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"] } }))
  .route('/assets', assets)
  .get('/', (c) => c.html(portalPage(gallery())))
  .get('/office', (c) => c.html(officePage(gallery())));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 4000), hostname: '127.0.0.1' });
