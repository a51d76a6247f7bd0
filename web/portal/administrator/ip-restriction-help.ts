import { actions, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

export const HELP_DIALOG = 'ip-restriction-help';

/** What 「？」 opens (manual 6-1). */
export const helpDialog: Html = html`<dialog class="dialog" id="${HELP_DIALOG}" aria-labelledby="${HELP_DIALOG}-title">
  <h2 id="${HELP_DIALOG}-title">IPアドレス制限について</h2>
  <div class="dialog-body stack" tabindex="0" role="region" aria-labelledby="${HELP_DIALOG}-title">${text()}</div>
  <div class="dialog-actions"><span></span><button class="button" data-kind="secondary" type="button" data-close-dialog autofocus>閉じる</button></div>
</dialog>`;

/** The same, where no script opens the dialog. */
export const helpPage = (c: Context): Html =>
  userPage(c, {
    title: 'IPアドレス制限について',
    trail: [{ text: 'Webユーザー（管理者）情報変更', href: '/administrator' }],
    content: html`<div class="section stack">${text()}</div>
      ${actions({ back: button({ text: '戻る', href: '/administrator' }) })}`,
  });

function text(): Html {
  return html`
    <p>IPアドレス制限とは、お客様がWebサービスにアクセスする際に利用可能なグローバルIPアドレスを限定するものです。私用のネットワーク環境等のセキュリティ対策が十分ではなく、情報漏洩等のリスクが懸念されるような場合、特定のIPアドレスだけを許可するように設定することでセキュリティを向上させることができます。</p>
    <ul class="bulleted">
      <li><strong>固定IPアドレスを使用していないお客様は、IPアドレス制限を設定するとログインできなくなるおそれがあります。</strong>設定前に必ず社内のネットワーク環境をご確認ください。</li>
      <li>プライベート（ローカル）IPアドレスは、インターネットに接続できないIPアドレスであるため、設定することはできません。</li>
      <li>設定すると、次回のログイン時以降、指定されたIPアドレスからのみアクセスが可能となります。指定されたIPアドレス以外からのアクセスはエラーとなり、接続できません。ログイン中の方がログアウトするまでに行った操作は有効です。</li>
      <li>Webユーザー（管理者）だけでなく、すべてのWebユーザー（申込者）が対象となります。リモートワーク等を導入されている場合は、利用ができなくなる可能性があるため、社内の利用者とも相談のうえ、ご検討ください。</li>
      <li>貴社の保険利用者コードで発行された全社閲覧用IDも対象となります。</li>
      <li>「設定しない」に変更すると解除されます。もう一度「設定する」に変更した場合、前回設定したIPアドレスとメモが再表示されます。</li>
      <li>社屋の移転等、グローバルIPアドレスが変更となる場合は、事前に追加してください。</li>
    </ul>`;
}
