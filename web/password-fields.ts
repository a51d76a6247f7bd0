import { PASSWORD_AT_MOST } from '../domain/password.ts';
import type { PasswordErrors } from './change-password.ts';
import { errorSummary, textField } from './fields.ts';
import { type Html, html } from './html.ts';

const labels: Record<keyof PasswordErrors, string> = {
  current: '現在のパスワード',
  password: '新しいパスワード',
  again: '新しいパスワード（確認）',
};

export const passwordErrorSummary = (errors: PasswordErrors): Html =>
  errorSummary(
    (Object.keys(labels) as (keyof PasswordErrors)[]).flatMap((name) => {
      const message = errors[name];
      return message ? [{ name, label: labels[name], message }] : [];
    }),
  );

interface PasswordFields {
  /** For password managers. */
  username: string;
  /** Not after a temporary password. */
  askCurrent: boolean;
  atLeast: number;
  errors: PasswordErrors;
}

/** The current password and the new one twice. No password is ever put back into the page. */
export const passwordFields = ({ username, askCurrent, atLeast, errors }: PasswordFields): Html => html`
  <input type="text" name="username" value="${username}" autocomplete="username" hidden>
  ${askCurrent && passwordField('current', errors, 'current-password')}
  ${passwordField('password', errors, 'new-password', rules(atLeast))}
  ${passwordField('again', errors, 'new-password', '確認のため、もう一度入力してください。')}
  <p class="hint">変更すると、ほかの端末やブラウザーではログアウトされます。</p>`;

const rules = (atLeast: number) =>
  `${atLeast}文字以上${PASSWORD_AT_MOST}文字以内。文字の種類に決まりはなく、空白や日本語も使えます。関係のない語をいくつか並べると、覚えやすく推測されにくくなります。現在のパスワード、よく使われるもの、ID・氏名・会社名などからなるものは使用できません。`;

const passwordField = (
  name: keyof PasswordErrors,
  errors: PasswordErrors,
  autocomplete: 'current-password' | 'new-password',
  help?: string,
): Html =>
  textField({
    name,
    label: labels[name],
    type: 'password',
    required: true,
    error: errors[name],
    autocomplete,
    help,
    width: 'full',
  });
