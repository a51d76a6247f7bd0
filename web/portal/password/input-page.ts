import { PASSWORD_AT_LEAST, PASSWORD_AT_MOST } from '../../../domain/password.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import type { PasswordErrors } from './change.ts';

/** Manual 3-2 ②. No password is ever put back into the page. */
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
      ${errorSummary(summaryOf(errors))}
      <form method="post" action="/password" class="form" data-submit-once>
        <input type="text" name="username" value="${c.var.user.webUserId}" autocomplete="username" hidden>
        ${!must && passwordField('current', '現在のパスワード', errors.current, 'current-password')}
        ${passwordField('password', '新しいパスワード', errors.password, 'new-password', rules)}
        ${passwordField('again', '新しいパスワード（確認）', errors.again, 'new-password', '確認のため、もう一度入力してください。')}
        <p class="hint">変更すると、ほかの端末やブラウザーではログアウトされます。</p>
        ${actions({
          primary: button({ text: 'パスワードを変更する', kind: 'primary' }),
          ...(must ? {} : { back: button({ text: '戻る', href: '/' }) }),
        })}
      </form>`,
  });
}

const labels: Record<keyof PasswordErrors, string> = {
  current: '現在のパスワード',
  password: '新しいパスワード',
  again: '新しいパスワード（確認）',
};

const summaryOf = (errors: PasswordErrors) =>
  (Object.keys(labels) as (keyof PasswordErrors)[]).flatMap((name) => {
    const message = errors[name];
    return message ? [{ name, label: labels[name], message }] : [];
  });

const rules = `${PASSWORD_AT_LEAST}文字以上${PASSWORD_AT_MOST}文字以内。文字の種類に決まりはなく、空白や日本語も使えます。関係のない語をいくつか並べると、覚えやすく推測されにくくなります。現在のパスワード、よく使われるもの、WebユーザーID・氏名・会社名などからなるものは使用できません。`;

const passwordField = (
  name: keyof PasswordErrors,
  label: string,
  error: string | undefined,
  autocomplete: 'current-password' | 'new-password',
  help?: string,
): Html =>
  textField({ name, label, type: 'password', required: true, error, autocomplete, help, width: 'full' });
