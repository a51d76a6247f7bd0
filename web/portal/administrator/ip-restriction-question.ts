import { actions, banner, button, dialogConfirm } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

export const QUESTION_DIALOG = 'ip-restriction-question';

/** Says that the message box was answered with OK; without it, and something set, its page comes first. */
export const ANSWERED = 'ipRestrictionAnswered';

const TITLE = 'IPアドレス制限を設定します。よろしいですか？';

const consequence = html`
  <p>次回のログイン時以降、入力されたIPアドレスからのみWebサービスへのアクセスが可能となります。Webユーザー（管理者）だけでなく、すべてのWebユーザー（申込者）が対象です。</p>
  <p>固定IPアドレスを使用していない場合は、ログインできなくなるおそれがあります。</p>`;

/** The message box (manual 6-3 ⑤). Stands in the form, which OK sends. */
export const questionDialog = (): Html =>
  dialogConfirm({
    id: QUESTION_DIALOG,
    title: TITLE,
    body: html`<div class="stack">${consequence}</div>`,
    confirm: button({ text: 'OK', kind: 'primary', name: ANSWERED, value: 'true' }),
  });

/** The same as a page between input and confirmation, where no script opened the box. */
export const questionPage = (c: Context): Html =>
  userPage(c, {
    title: 'IPアドレス制限の設定',
    trail: [{ text: 'Webユーザー（管理者）情報変更', href: '/administrator' }],
    content: html`
      ${banner('warning', TITLE, consequence)}
      ${actions({
        primary: button({ text: 'OK', kind: 'primary', href: '/administrator/confirm' }),
        back: button({ text: 'キャンセル', href: '/administrator/edit' }),
      })}`,
  });
