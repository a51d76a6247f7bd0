/** Exemplary portal pages with made-up data: what a feature's views should look like. */
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
  liveStatus,
  menuSection,
  pagination,
  printButton,
  progressTracker,
  section,
  stepIndicator,
  summaryTable,
  timeline,
} from '../../web/components.ts';
import { errorPage } from '../../web/error-page.ts';
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
} from '../../web/fields.ts';
import { type Html, html } from '../../web/html.ts';
import { portalPage } from '../../web/layout.ts';

export const institutionName = 'まどぐち保証機構';
const user = {
  name: '日本　太郎',
  title: '事業部長',
  companyName: '見本商事株式会社',
  insuredCode: '201234567',
  webUserId: '201234567000',
  roleLabel: 'Webユーザー（管理者）',
};
const number = 'W20261122-000017-3';
const at = (time: string): Date => new Date(`2026-11-22T${time}+09:00`);
const home = { text: 'ユーザーページ', href: '/userpage' };
const details = { text: '保険利用者情報の詳細', href: '/details' };
const changeSteps = ['変更内容の入力', '変更内容の確認', '申込完了'];

export const portalPages: Record<string, () => Html> = {
  login: () =>
    portalPage({
      institutionName,
      title: 'Webサービス ログイン',
      lead: 'WebユーザーIDとパスワードを入力して、ログインしてください。',
      width: 'form',
      content: html`
      <form method="post" action="/login" class="form" data-submit-once>
        <div class="section fields">
          ${textField({ name: 'webUserId', label: 'WebユーザーID', mark: false, help: '12桁の数字（保険利用者コード9桁＋3桁）', autocomplete: 'username', inputmode: 'numeric', maxlength: 12, width: 's' })}
          ${textField({ name: 'password', label: 'パスワード', type: 'password', mark: false, autocomplete: 'current-password', width: 'full' })}
          ${button({ text: 'ログイン', kind: 'primary' })}
        </div>
      </form>
      <p class="hint">Webユーザー（管理者）がご自身のパスワードを忘れた場合は、<a href="/password-reissue">こちら</a>からパスワードを再発行してください。Webユーザー（申込者）の方は、貴社の管理者にご連絡ください。</p>
      <p class="hint">はじめてご利用の方は、<a href="/registration">保険利用者・Webユーザー登録</a>を行ってください。</p>`,
    }),

  userpage: () =>
    portalPage({
      institutionName,
      user,
      title: 'ユーザーページ',
      lead: '貴社の登録情報の確認・変更と、Webユーザーの管理ができます。',
      notice: banner(
        'info',
        '保険利用者情報の変更を審査しています',
        html`<p>Web申込番号 <span class="number">${number}</span>　<a href="/status">手続きの状況を見る</a></p>`,
      ),
      content: html`
      ${menuSection('保険利用者情報・ユーザー管理', [
        {
          title: 'パスワード変更',
          description: 'ご自身のログインパスワードを変更します。',
          href: '#',
        },
        { title: 'Webユーザー情報照会', description: 'ご自身の登録情報と権限を確認します。', href: '#' },
        {
          title: '口座情報照会',
          description: '保険料返還口座・保険金支払口座の一覧を確認します。',
          href: '#',
        },
        {
          title: '保険利用者情報照会',
          description: '登録されている貴社の情報を確認します。',
          href: '/details',
        },
      ])}
      ${menuSection(
        '管理項目',
        [
          {
            title: 'Webユーザー（管理者）情報変更',
            description: '氏名・連絡先・メールアドレス、ワンタイムパスワード、IPアドレス制限を変更します。',
            href: '#',
          },
          {
            title: 'Webユーザー（申込者）情報照会・追加・変更',
            description: '申込者用IDの追加と、権限の設定を行います。',
            href: '#',
          },
          {
            title: '口座情報照会・登録・変更',
            description: '返還・支払に利用する口座を登録、変更、削除します。',
            href: '#',
          },
          {
            title: '保険利用者情報照会・変更',
            description: '社名や代表者など、貴社の登録情報の変更を申し込みます。',
            href: '/details',
            badge: badge('waiting', '審査中'),
          },
          {
            title: 'アクセス履歴出力',
            description: '貴社のWebユーザーの操作履歴をCSVファイルで取得します。',
            href: '#',
          },
        ],
        { description: 'Webユーザー（管理者）だけに表示されるメニューです。', tone: 'admin' },
      )}
      <p class="hint">前回のログイン：2026/11/21 18:04:12　接続元 203.0.113.101</p>`,
    }),

  details: () =>
    portalPage({
      institutionName,
      user,
      title: '保険利用者情報の詳細',
      breadcrumb: [home, { text: '保険利用者情報の詳細' }],
      lead: '現在登録されている情報です。変更するときは「変更する」を押してください。',
      content: html`
      ${section({
        title: '基本情報',
        content: definitionList([
          { label: '保険利用者コード', value: html`<span class="number">201234567</span>` },
          { label: '法人番号', value: html`<span class="number">7000012050002</span>` },
          { label: '保険利用者名', value: '見本商事株式会社', note: 'ミホンショウジカブシキガイシャ' },
          { label: '保険利用者名（英文）', value: html`<span lang="en">Mihon Shoji Co., Ltd.</span>` },
          { label: '代表者', value: '代表取締役社長　見本　一郎' },
          { label: '資本金', value: formatYen(300000000) },
          { label: '企業総合保険', value: '利用する' },
        ]),
      })}
      ${section({
        title: '所在地・連絡先',
        content: definitionList([
          { label: '所在地', value: html`〒101-0065<br>東京都千代田区西神田三丁目8番1号　見本ビル5階` },
          { label: '電話番号', value: '03-1234-5678' },
          { label: 'ＦＡＸ番号', value: null },
          { label: 'ＵＲＬ', value: html`<span lang="en">https://mihon.example</span>` },
        ]),
      })}
      ${actions({ primary: button({ text: '変更する', kind: 'primary', href: '/change' }), back: [button({ text: '戻る', href: '/userpage' }), printButton()] })}`,
    }),

  change: () =>
    portalPage({
      institutionName,
      user,
      title: '変更内容の入力',
      breadcrumb: [home, details, { text: '変更' }],
      steps: stepIndicator(changeSteps, 1),
      lead: '変更する項目だけを書き換えて、「変更内容の確認へ」を押してください。',
      content: html`
      <form method="post" class="form" data-submit-once>
        ${errorSummary([
          {
            name: 'corporateNumber',
            label: '法人番号',
            message: '検査用数字が一致しません。13桁の数字をご確認ください。',
          },
          { name: 'nameKana', label: '保険利用者名（カナ）', message: '全角カタカナで入力してください。' },
          { name: 'smallBusiness', label: '中小企業', message: 'どちらかを選択してください。' },
        ])}
        ${fieldset({
          legend: '基本情報',
          content: [
            textField({
              name: 'corporateNumber',
              label: '法人番号',
              value: '7000012050003',
              required: true,
              help: '13桁の数字',
              error: '検査用数字が一致しません。13桁の数字をご確認ください。',
              inputmode: 'numeric',
              width: 's',
            }),
            textField({
              name: 'name',
              label: '保険利用者名',
              value: '見本ホールディングス株式会社',
              required: true,
              autocomplete: 'organization',
              width: 'l',
            }),
            textField({
              name: 'nameKana',
              label: '保険利用者名（カナ）',
              value: '見本ホールディングス',
              required: true,
              help: '例：ミホンショウジカブシキガイシャ',
              error: '全角カタカナで入力してください。',
              width: 'l',
            }),
            textField({
              name: 'nameEnglish',
              label: '保険利用者名（英文）',
              value: 'Mihon Holdings Co., Ltd.',
              lang: 'en',
              width: 'l',
            }),
          ],
        })}
        ${fieldset({
          legend: '所在地',
          help: '郵便番号を入力して「住所を検索」を押すと、都道府県と市区町村が入ります。',
          content: [
            textField({
              name: 'postalCode',
              label: '郵便番号',
              value: '101-0065',
              required: true,
              autocomplete: 'postal-code',
              inputmode: 'numeric',
              width: 's',
              after: button({ text: '住所を検索', name: 'action', value: 'findAddress', size: 'small' }),
            }),
            columns([
              selectField({
                name: 'prefecture',
                label: '都道府県',
                value: '東京都',
                required: true,
                options: ['北海道', '東京都', '大阪府'].map((text) => ({ value: text, text })),
                width: 's',
              }),
              textField({ name: 'city', label: '市区町村', value: '千代田区西神田', required: true }),
            ]),
            textField({ name: 'street', label: '番地', value: '三丁目8番1号', required: true, width: 'l' }),
          ],
        })}
        ${fieldset({
          legend: '会社の概要',
          content: [
            columns([
              dateField({ name: 'establishedOn', label: '設立年月日', value: '1987-04-01', required: true }),
              textField({
                name: 'capital',
                label: '資本金',
                value: '300,000,000',
                required: true,
                suffix: '円',
                inputmode: 'numeric',
                width: 's',
              }),
            ]),
            radioGroup({
              name: 'smallBusiness',
              label: '中小企業',
              required: true,
              inline: true,
              error: 'どちらかを選択してください。',
              options: [
                { value: 'yes', text: '該当する' },
                { value: 'no', text: '該当しない' },
              ],
            }),
            textAreaField({ name: 'remarks', label: '審査担当者への連絡', help: '200文字以内' }),
            checkbox({ name: 'agreed', label: '登記事項と一致していることを確認しました', required: true }),
          ],
        })}
        ${actions({ primary: button({ text: '変更内容の確認へ', kind: 'primary' }), back: button({ text: '戻る', href: '/details' }) })}
      </form>`,
    }),

  confirm: () =>
    portalPage({
      institutionName,
      user,
      title: '変更内容の確認',
      breadcrumb: [home, details, { text: '変更' }],
      steps: stepIndicator(changeSteps, 2),
      titleAside: applicationNumber(number),
      lead: '入力内容が正しければ「申込む」を押してください。ここまでの入力は保存されています。',
      content: html`
      ${section({
        title: '変更する項目（3件）',
        content: summaryTable(
          [
            {
              label: '保険利用者名',
              before: '見本商事株式会社',
              value: '見本ホールディングス株式会社',
              changed: true,
            },
            { label: '代表者氏名', before: '見本　一郎', value: '見本　花子', changed: true },
            { label: 'ＦＡＸ番号', before: null, value: '03-1234-5679', changed: true },
            { label: '電話番号', before: '03-1234-5678', value: '03-1234-5678' },
          ],
          { mode: 'difference' },
        ),
      })}
      ${banner('warning', '審査に2名の確認が必要です', '社名・法人番号・代表者・本店所在地の変更は、担当者2名が順に確認します。通常4営業日以内に完了します。')}
      <form method="post" action="/apply" data-submit-once>
        ${actions({ primary: button({ text: '申込む', kind: 'primary' }), back: button({ text: '修正する', href: '/change' }) })}
      </form>`,
    }),

  complete: () =>
    portalPage({
      institutionName,
      user,
      title: '申込完了',
      breadcrumb: [home, details, { text: '変更' }],
      steps: stepIndicator(changeSteps, 3),
      titleAside: applicationNumber(number),
      notice: banner(
        'success',
        '保険利用者情報の変更を申し込みました',
        '申込受付メールを、ご登録のメールアドレス（taro@mihon.example）に送信しました。',
      ),
      content: html`
      ${section({
        title: '申込みの内容',
        content: definitionList([
          { label: 'Web申込番号', value: html`<strong class="number">${number}</strong>` },
          { label: 'Web申込日時', value: '2026/11/22 10:15:42' },
          { label: '次の手続き', value: '担当者が内容を確認します。結果はメールでお知らせします。' },
        ]),
      })}
      ${actions({ primary: button({ text: '手続きの状況を見る', kind: 'primary', href: '/status' }), back: [button({ text: 'ユーザーページへ', href: '/userpage' }), printButton()] })}`,
    }),

  status: () =>
    portalPage({
      institutionName,
      user,
      title: '保険利用者情報変更の状況',
      breadcrumb: [home, { text: '申込状況一覧', href: '/list' }, { text: number }],
      titleAside: applicationNumber(number),
      lead: '申し込まれた変更が、いまどこまで進んでいるかを確認できます。',
      refreshSeconds: 30,
      content: html`
      ${liveStatus({
        id: 'status',
        url: '/status',
        updatedAt: at('14:02:10'),
        content: section({
          title: '現在の状況',
          aside: badge('waiting', '審査中'),
          content: progressTracker([
            { text: '受付', state: 'done', at: at('10:15:42') },
            {
              text: '審査',
              state: 'current',
              at: at('13:40:05'),
              explanation: html`<p>担当者が申込みの内容を確認しています。通常2営業日以内（11月25日まで）に終わります。お客様の操作は必要ありません。</p>`,
            },
            { text: '第二承認', state: 'todo', explanation: '別の担当者がもう一度確認します。' },
            { text: '登録情報への反映', state: 'todo' },
          ]),
        }),
      })}
      ${section({
        title: 'これまでの経過',
        content: timeline([
          { at: at('13:40:05'), actor: 'まどぐち保証機構', text: '審査を始めました', kind: 'waiting' },
          {
            at: at('11:20:00'),
            actor: 'まどぐち保証機構',
            text: '差し戻しました',
            kind: 'returned',
            detail: '代表者氏名の漢字が登記と異なります。ご確認のうえ、修正して再度お申し込みください。',
          },
          { at: at('10:15:42'), actor: '日本　太郎', text: '申し込みました' },
        ]),
      })}
      ${actions({
        back: [
          button({ text: '戻る', href: '/list' }),
          button({
            text: '取下げる',
            kind: 'quiet',
            href: '/withdrawal',
            attributes: { 'data-open-dialog': 'withdraw' },
          }),
        ],
      })}
      ${dialogConfirm({
        id: 'withdraw',
        title: '申込みを取り下げます。よろしいですか？',
        body: '取り下げると審査は終わり、登録情報は変更されません。もう一度変更するときは、新しい申込みが必要です。',
        confirm: html`<form method="post" action="/withdrawal" data-submit-once>${button({ text: '取下げる', kind: 'danger' })}</form>`,
      })}`,
    }),

  list: () =>
    portalPage({
      institutionName,
      user,
      title: '申込状況一覧',
      breadcrumb: [home, { text: '申込状況一覧' }],
      lead: '保険利用者情報の変更の申込みと、その状況の一覧です。',
      width: 'wide',
      content: html`
      ${dataTable({
        caption: '保険利用者情報変更の申込み',
        captionHidden: true,
        columns: [
          {
            header: 'Web申込番号',
            cell: (row) => html`<a class="number" href="/status">${row.number}</a>`,
            primary: true,
            width: 'narrow',
          },
          { header: 'Web申込日時', cell: (row) => row.at, width: 'narrow' },
          { header: '変更する項目', cell: (row) => row.fields },
          { header: '状態', cell: (row) => row.state, width: 'narrow' },
          {
            header: '操作',
            headerHidden: true,
            cell: () => button({ text: '照会', size: 'small', href: '/status' }),
            width: 'narrow',
          },
        ],
        rows: [
          {
            number,
            at: '2026/11/22 10:15:42',
            fields: '保険利用者名、代表者氏名、ＦＡＸ番号',
            state: badge('waiting', '審査中'),
          },
          {
            number: 'W20260804-000102-1',
            at: '2026/08/04 09:01:33',
            fields: '電話番号',
            state: badge('success', '反映済み'),
          },
          {
            number: 'W20260612-000044-8',
            at: '2026/06/12 16:45:10',
            fields: '所在地',
            state: badge('warning', '差戻し'),
          },
          {
            number: 'W20260402-000009-5',
            at: '2026/04/02 11:30:27',
            fields: '資本金',
            state: badge('danger', '却下'),
          },
          {
            number: 'W20260110-000003-7',
            at: '2026/01/10 08:12:00',
            fields: 'ＵＲＬ',
            state: badge('neutral', '取下げ'),
          },
        ],
        empty: { title: '申込みはありません' },
      })}
      ${pagination({ page: 4, pages: 12, href: (page) => `?page=${page}` })}
      ${actions({ back: button({ text: '戻る', href: '/userpage' }) })}`,
    }),

  pieces: () =>
    portalPage({
      institutionName,
      user,
      title: '部品の見本',
      breadcrumb: [home, { text: '部品の見本' }],
      content: html`
      ${banner('info', 'お知らせ', '年末年始は12月29日から1月3日まで審査を休みます。')}
      ${banner('success', '変更しました')}
      ${banner('warning', 'フリーメールのアドレスです', '会社のメールアドレスをお勧めします。')}
      ${banner('error', '送信できませんでした', '少し時間をおいて、もう一度お試しください。')}
      ${section({ title: '状態', content: html`<p class="links">${badge('neutral', '下書き')}${badge('info', '受付済み')}${badge('waiting', '審査中')}${badge('success', '反映済み')}${badge('warning', '差戻し')}${badge('danger', '却下')}</p><p>現在のグローバルIPアドレス：${currentAddress('203.0.113.101')}</p>` })}
      ${section({ title: 'ボタン', content: html`<p class="links">${button({ text: '申込む', kind: 'primary' })}${button({ text: '修正する' })}${button({ text: '取下げる', kind: 'danger' })}${button({ text: 'キャンセル', kind: 'quiet' })}${button({ text: '照会', size: 'small' })}</p>` })}
      ${section({
        title: '確認ページの一覧',
        content: summaryTable([
          { label: '氏名', value: '日本　太郎' },
          {
            label: 'メールアドレス',
            value: 'new@mihon.example',
            changed: true,
            note: '確認のメールが届きます。24時間以内に確認してください。',
          },
          { label: 'ＦＡＸ番号', value: '' },
        ]),
      })}
      ${dataTable({ caption: '口座', columns: [{ header: '口座', cell: () => '' }], rows: [], empty: { title: '口座はまだ登録されていません', body: '保険料の返還や保険金の支払に利用する口座を登録できます。', action: button({ text: '新規登録', kind: 'primary', href: '#' }) } })}`,
    }),

  error: () => errorPage({ mood: 'portal', status: 503, institutionName, user, reference: '7f3a-2291' }),
};
