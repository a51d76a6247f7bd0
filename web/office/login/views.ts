import { SESSION_HOURS_AT_MOST } from '../../../db/sessions.ts';
import { STAFF_LOGIN_MINUTES } from '../../../db/staff-logins.ts';
import { banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { publicOfficePage } from '../page.ts';

interface LoginForm {
  staffId?: string;
  missing?: { staffId: boolean; password: boolean };
  refused?: boolean;
  /** Led here because a session has ended. */
  ended?: boolean;
  /** The password was right too long ago, or in another browser. */
  over?: boolean;
}

export function loginPage(c: Context, { staffId = '', missing, refused, ended, over }: LoginForm): Html {
  const errors = {
    staffId: missing?.staffId ? '職員IDを入力してください。' : undefined,
    password: missing?.password ? 'パスワードを入力してください。' : undefined,
  };
  return publicOfficePage(c, {
    title: '職員ログイン',
    lead: '審査事務を行う職員のための画面です。',
    content: html`
      <form method="post" action="/office/login" class="form office-login" data-submit-once>
        ${refused && banner('error', 'ログインできませんでした', '職員IDまたはパスワードをご確認のうえ、もう一度入力してください。続けて間違えると、しばらくの間ログインできなくなります。', { live: true })}
        ${ended && banner('info', 'もう一度ログインしてください', `${IDLE_MINUTES}分間操作がなかった、ログインから${SESSION_HOURS_AT_MOST}時間が過ぎた、などの理由でログアウトしました。`)}
        ${over && banner('info', 'もう一度ログインしてください', `パスワードを入力してから${STAFF_LOGIN_MINUTES}分が過ぎたか、すでに使用された画面です。職員IDとパスワードの入力からやり直してください。`, { live: true })}
        ${errorSummary(Object.entries(errors).flatMap(([name, message]) => (message ? [{ name, message }] : [])))}
        <div class="section fields">
          ${textField({ name: 'staffId', label: '職員ID', mark: false, value: staffId, error: errors.staffId, autocomplete: 'username', width: 'full', attributes: { autocapitalize: 'none', spellcheck: 'false' } })}
          ${textField({ name: 'password', label: 'パスワード', mark: false, type: 'password', error: errors.password, autocomplete: 'current-password', width: 'full' })}
          ${button({ text: 'ログイン', kind: 'primary' })}
        </div>
      </form>`,
  });
}
