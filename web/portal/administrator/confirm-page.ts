import { emailWarning } from '../../../domain/mail-domain.ts';
import { personalDetailsFields } from '../../../domain/personal-details.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, fieldset, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { PASSWORD_RECENT_MINUTES } from '../../recent-password.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';
import { type DetailsChanges, detailsOf } from './draft.ts';
import { steps } from './input-page.ts';

interface ConfirmPage {
  changes: DetailsChanges;
  askPassword: boolean;
  passwordError?: string;
}

/** Manual 4-2 ③: what will change, what the address change needs, and what stays as it is. */
export function confirmPage(c: Context, { changes, askPassword, passwordError }: ConfirmPage): Html {
  const warning = changes.email && emailWarning(changes.email);
  return userPage(c, {
    title: '入力内容の確認',
    trail: [{ text: 'Webユーザー（管理者）情報変更', href: '/administrator' }],
    steps: stepIndicator(steps, 2),
    lead: '入力内容をご確認ください。問題がなければ「確定する」ボタンをクリックしてください。',
    content: html`
      ${passwordError && errorSummary([{ name: 'password', label: '現在のパスワード', message: passwordError }])}
      ${warning && banner('warning', '変更後のメールアドレスをご確認ください', warning)}
      ${section({
        title: '変更する項目',
        content: changesTable(
          detailsOf(c.var.user),
          changes,
          '確認用メールのURLから確認されるまで、現在のメールアドレスのままです。',
        ),
      })}
      ${unchanged(c, changes)}
      <form method="post" action="/administrator/confirm" class="form" data-submit-once>
        ${askPassword && passwordField(c, passwordError)}
        ${actions({
          primary: button({ text: '確定する', kind: 'primary' }),
          back: button({ text: '修正する', href: '/administrator/edit' }),
        })}
      </form>`,
  });
}

function unchanged(c: Context, changes: DetailsChanges): Html | undefined {
  const registered = detailsOf(c.var.user);
  const rows = personalDetailsFields.flatMap(({ key, label }) =>
    key === 'emailAgain' || key in changes ? [] : [{ label, value: registered[key] }],
  );
  return rows.length > 0 ? section({ title: '変更しない項目', content: definitionList(rows) }) : undefined;
}

/** The hidden user name lets password managers fill in the right one. */
const passwordField = (c: Context, error: string | undefined): Html =>
  fieldset({
    legend: 'ご本人の確認',
    help: `メールアドレスを変更するため、現在のパスワードを入力してください。一度入力すると、${PASSWORD_RECENT_MINUTES}分間は入力を省略できます。`,
    content: html`
      <input type="text" name="username" value="${c.var.user.webUserId}" autocomplete="username" hidden>
      ${textField({ name: 'password', label: '現在のパスワード', type: 'password', required: true, error, autocomplete: 'current-password', width: 'full' })}`,
  });
