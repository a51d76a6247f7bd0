import { banner, button, currentAddress } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { publicPage } from '../page.ts';

/**
 * For those whom the IPアドレス制限 of their company keeps out (manual 6-1). Only shown after the right password, so that it
 * tells strangers nothing; names no company and no user.
 */
export const keptOutPage = (c: Context): Html =>
  publicPage(c, {
    title: 'このIPアドレスからはログインできません',
    width: 'form',
    content: html`
      ${banner('error', 'IPアドレス制限により、ログインできませんでした', 'ご利用の保険利用者では、WebサービスにアクセスできるグローバルIPアドレスが限定されています。', { live: true })}
      <div class="section stack">
        <p>今回のアクセス元：${c.var.address ? currentAddress(c.var.address) : 'IPアドレスを取得できませんでした'}</p>
        <h2>ログインするには</h2>
        <ul class="bulleted">
          <li>社内のネットワークや自社のプロキシサーバーなど、許可されている接続に切り替えてから、もう一度ログインしてください。</li>
          <li>この場所からの利用が必要な場合は、上のIPアドレスを添えて、自社のWebユーザー（管理者）に追加を依頼してください。</li>
          <li>Webユーザー（管理者）の方がログインできなくなった場合は、お問い合わせ窓口へご連絡ください。本人確認のうえ、制限を解除します。</li>
        </ul>
        <p class="links">${button({ text: 'ログイン画面へ', kind: 'primary', href: '/login' })}</p>
      </div>`,
  });
