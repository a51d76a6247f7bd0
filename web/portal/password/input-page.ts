import { PASSWORD_AT_LEAST } from '../../../domain/password.ts';
import type { PasswordErrors } from '../../change-password.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { passwordErrorSummary, passwordFields } from '../../password-fields.ts';
import { userPage } from '../page.ts';

/** Manual 3-2 ②. */
export function inputPage(c: Context, errors: PasswordErrors = {}): Html {
  const must = c.var.session.mustChoosePassword === true;
  return userPage(c, {
    title: must ? '新しいパスワードの設定' : 'パスワード変更',
    width: 'form',
    lead: must
      ? 'これからお使いになるパスワードを設定してください。'
      : '現在のパスワードと新しいパスワードを入力し、「パスワードを変更する」ボタンをクリックしてください。',
    content: html`
      ${must && banner('info', '仮のパスワードでログインしています', '仮のパスワードは一度しか使用できません。ご自身のパスワードを設定すると、すべての機能をご利用いただけます。設定せずにログアウトした場合は、仮のパスワードをもう一度発行する必要があります。')}
      ${passwordErrorSummary(errors)}
      <form method="post" action="/password" class="form" data-submit-once>
        ${passwordFields({ username: c.var.user.webUserId, askCurrent: !must, atLeast: PASSWORD_AT_LEAST, errors })}
        ${actions({
          primary: button({ text: 'パスワードを変更する', kind: 'primary' }),
          ...(must ? {} : { back: button({ text: '戻る', href: '/' }) }),
        })}
      </form>`,
  });
}
