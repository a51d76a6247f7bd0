import { SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { publicPage } from '../page.ts';

interface LoginForm {
  webUserId?: string;
  missing?: { webUserId: boolean; password: boolean };
  refused?: boolean;
  /** Led here because a session has ended: why is not told apart, since it may be none of the visitor's business. */
  ended?: boolean;
}

export function loginPage(c: Context, { webUserId = '', missing, refused, ended }: LoginForm): Html {
  const errors = {
    webUserId: missing?.webUserId ? 'WebユーザーIDを入力してください。' : undefined,
    password: missing?.password ? 'パスワードを入力してください。' : undefined,
  };
  return publicPage(c, {
    title: 'Webサービスログイン',
    width: 'form',
    lead: 'WebユーザーIDとパスワードを入力してください。',
    content: html`
      ${refused && banner('error', 'ログインできませんでした', 'WebユーザーIDまたはパスワードをご確認のうえ、もう一度入力してください。続けて間違えると、しばらくの間ログインできなくなります。', { live: true })}
      ${ended && banner('info', 'もう一度ログインしてください', `${IDLE_MINUTES}分間操作がなかった、ログインから${SESSION_HOURS_AT_MOST}時間が過ぎた、ほかの端末からログアウトした、などの理由でログアウトしました。確定していない入力は保存されていません。`)}
      ${errorSummary(Object.entries(errors).flatMap(([name, message]) => (message ? [{ name, message }] : [])))}
      <form method="post" action="/login" class="form" data-submit-once>
        ${textField({ name: 'webUserId', label: 'WebユーザーID', mark: false, value: webUserId, help: '12桁の数字です。', error: errors.webUserId, autocomplete: 'username', inputmode: 'numeric', width: 'm' })}
        ${textField({ name: 'password', label: 'パスワード', mark: false, type: 'password', error: errors.password, autocomplete: 'current-password', width: 'full' })}
        <div class="actions">${button({ text: 'ログイン', kind: 'primary' })}</div>
      </form>
      <aside class="hint">
        <p>はじめてご利用の方は、<a href="/registration">保険利用者・Webユーザーの登録</a>をお申し込みください。</p>
        <p>Webユーザー（管理者）がご自身のパスワードを忘れた場合は、<a href="/password-reissue">こちら</a>からパスワードを再発行してください。</p>
        <p>Webユーザー（申込者）の方がパスワードを忘れた場合は、自社のWebユーザー（管理者）にお問い合わせください。</p>
      </aside>`,
  });
}
