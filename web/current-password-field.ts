import type { Context } from './context.ts';
import { fieldset, textField } from './fields.ts';
import { type Html, html } from './html.ts';
import { PASSWORD_RECENT_MINUTES } from './recent-password.ts';
import { personOf } from './who.ts';

/**
 * The current password once more, before a sensitive act (ASVS V7.5.1): `refusalOfCurrentPassword` judges it. `purpose`
 * says why it is asked (「…するため」). The hidden user name lets password managers fill in the right one.
 */
export const currentPasswordField = (c: Context, purpose: string, error: string | undefined): Html =>
  fieldset({
    legend: 'ご本人の確認',
    help: `${purpose}、現在のパスワードを入力してください。一度入力すると、${PASSWORD_RECENT_MINUTES}分間は入力を省略できます。`,
    content: html`
      <input type="text" name="username" value="${personOf(c).id}" autocomplete="username" hidden>
      ${textField({ name: 'password', label: '現在のパスワード', type: 'password', required: true, error, autocomplete: 'current-password', width: 'full' })}`,
  });
