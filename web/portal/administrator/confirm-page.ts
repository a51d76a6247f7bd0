import type { IpRestriction } from '../../../domain/ip-restriction.ts';
import { emailWarning } from '../../../domain/mail-domain.ts';
import { personalDetailsFields } from '../../../domain/personal-details.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';
import { type DetailsChanges, detailsOf } from './draft.ts';
import { steps } from './input-page.ts';
import { ipEntriesSection, unchangedIpRestrictionRows } from './ip-restriction-review.ts';
import { unchangedOneTimePasswordRows } from './one-time-password-field.ts';

interface ConfirmPage {
  changes: DetailsChanges;
  ipRestriction: IpRestriction;
  /** Whom the changed IPアドレス制限 would keep out. */
  rehearsal: Html | undefined;
  askPassword: boolean;
  passwordError?: string;
}

/** Manual 4-2 ③: what will change, what the address change needs, and what stays as it is. */
export function confirmPage(
  c: Context,
  { changes, ipRestriction, rehearsal, askPassword, passwordError }: ConfirmPage,
): Html {
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
          { ...detailsOf(c.var.user), ipRestriction },
          changes,
          '確認用メールのURLから確認されるまで、現在のメールアドレスのままです。',
        ),
      })}
      ${ipEntriesSection(changes)}
      ${rehearsal}
      ${unchanged(c, changes, ipRestriction)}
      <form method="post" action="/administrator/confirm" class="form" data-submit-once>
        ${askPassword && currentPasswordField(c, `${sensitive(changes)}を変更するため`, passwordError)}
        ${actions({
          primary: button({ text: '確定する', kind: 'primary' }),
          back: button({ text: '修正する', href: '/administrator/edit' }),
        })}
      </form>`,
  });
}

/** For what the password is asked. */
const sensitive = ({ email, usesOneTimePassword, ipRestriction }: DetailsChanges): string =>
  [
    email && 'メールアドレス',
    usesOneTimePassword !== undefined && 'ワンタイムパスワード利用',
    ipRestriction && 'IPアドレス制限',
  ]
    .filter(Boolean)
    .join('、');

function unchanged(c: Context, changes: DetailsChanges, ipRestriction: IpRestriction): Html | undefined {
  const registered = detailsOf(c.var.user);
  const rows = [
    ...personalDetailsFields.flatMap(({ key, label }) =>
      key === 'emailAgain' || key in changes ? [] : [{ label, value: registered[key] }],
    ),
    ...unchangedOneTimePasswordRows(c, changes),
    ...unchangedIpRestrictionRows(ipRestriction, changes),
  ];
  return rows.length > 0 ? section({ title: '変更しない項目', content: definitionList(rows) }) : undefined;
}
