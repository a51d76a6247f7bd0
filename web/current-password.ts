import { passwordMatches } from '../db/password-hash.ts';
import { findCredentials } from '../db/web-users.ts';
import type { Context } from './context.ts';
import { fieldset, textField } from './fields.ts';
import { type Html, html } from './html.ts';
import { PASSWORD_RECENT_MINUTES } from './recent-password.ts';

/** Why `password` is not the current one of the logged-in user, or undefined where it is (ASVS V7.5.1). */
export async function refusalOfCurrentPassword(
  c: Context,
  password: string | undefined,
): Promise<string | undefined> {
  if (!password) return '現在のパスワードを入力してください。';
  const credentials = await findCredentials(c.var.services.db, c.var.user.webUserId);
  if (await passwordMatches(credentials?.passwordHash, password)) return undefined;
  return 'パスワードが正しくありません。もう一度入力してください。';
}

/**
 * The field of a form before a sensitive act; `purpose` says why it is asked (「…するため、」). The hidden user name lets
 * password managers fill in the right password.
 */
export const currentPasswordField = (c: Context, purpose: string, error: string | undefined): Html =>
  fieldset({
    legend: 'ご本人の確認',
    help: `${purpose}、現在のパスワードを入力してください。一度入力すると、${PASSWORD_RECENT_MINUTES}分間は入力を省略できます。`,
    content: html`
      <input type="text" name="username" value="${c.var.user.webUserId}" autocomplete="username" hidden>
      ${textField({ name: 'password', label: '現在のパスワード', type: 'password', required: true, error, autocomplete: 'current-password', width: 'full' })}`,
  });
