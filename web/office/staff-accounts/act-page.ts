import type { StaffAccount } from '../../../db/staff-accounts.ts';
import type { StaffAccountRefusal } from '../../../domain/staff-account.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { trail } from './account-page.ts';
import type { Act } from './acts.ts';
import { pathOf } from './list-page.ts';

interface Wording {
  title: string;
  consequence: string;
  confirm: string;
  kind: 'primary' | 'danger';
  /** Asks for the password again, for this (ASVS V7.5.1). */
  purpose?: string;
  asksReason?: true;
}

export const wordings: Record<Act, Wording> = {
  suspension: {
    title: '職員アカウントの利用停止',
    consequence:
      'ただちにログアウトされ、再開するまでログインできません。担当している申込みは、そのまま残ります。引継ぎが必要な場合は、申込一覧から引き継いでください。本人にメールで通知されます。',
    confirm: '利用を停止する',
    kind: 'danger',
  },
  resumption: {
    title: '職員アカウントの利用再開',
    consequence:
      '停止前のパスワード、二要素認証、役割のまま、ふたたびログインできるようになります。本人にメールで通知されます。',
    confirm: '利用を再開する',
    kind: 'primary',
  },
  'session-ends': {
    title: '職員のログアウト',
    consequence:
      'すべての端末からただちにログアウトされます。確定していない入力は失われます。パスワードは変わりません。本人にメールで通知されます。',
    confirm: 'ログアウトさせる',
    kind: 'danger',
  },
  'password-reset': {
    title: '職員のパスワードリセット',
    consequence:
      '現在のパスワードはただちに使えなくなり、すべての端末からログアウトされます。仮パスワードを記載したメールが、本人のメールアドレスに届きます。二要素認証の設定は変わりません。',
    confirm: 'パスワードをリセットする',
    kind: 'danger',
    purpose: 'ほかの職員のパスワードをリセットするため',
  },
  'second-factor-reset': {
    title: '職員の二要素認証リセット',
    consequence:
      '認証アプリとリカバリーコードはただちに使えなくなり、すべての端末からログアウトされます。次回のログインで、認証アプリを設定し直します。必ず、対面や内線電話などで本人であることを確かめてから行ってください。理由とともに、本人にメールで通知されます。',
    confirm: '二要素認証をリセットする',
    kind: 'danger',
    purpose: 'ほかの職員の二要素認証をリセットするため',
    asksReason: true,
  },
};

export interface ActState {
  reasonText?: string;
  errors?: { reasonText?: string | undefined; password?: string | undefined };
  refusal?: StaffAccountRefusal | 'notThere';
}

const labels = { reasonText: '理由', password: '現在のパスワード' } as const;

/** What will happen, the password again where it matters, and the reason where one is kept. */
export function actPage(
  c: Context,
  account: StaffAccount,
  act: Act,
  { askPassword, reasonText, errors = {}, refusal }: ActState & { askPassword: boolean },
): Html {
  const { title, consequence, confirm, kind, purpose, asksReason } = wordings[act];
  return staffPage(c, {
    title,
    breadcrumb: trail(account, { text: title }),
    content: html`<div class="office-form">
      ${refusal && banner('error', refusalText[refusal], undefined, { live: true })}
      ${errorSummary(
        (['reasonText', 'password'] as const).flatMap((name) => {
          const message = errors[name];
          return message ? [{ name, label: labels[name], message }] : [];
        }),
      )}
      <form method="post" action="${pathOf(account)}/${act}" class="form" data-submit-once>
        <div class="section fields">
          <p><strong>${account.name}</strong>さん（職員ID <span class="number">${account.staffId}</span>）</p>
          <p>${consequence}</p>
          ${
            asksReason &&
            textAreaField({
              name: 'reasonText',
              label: '理由',
              required: true,
              rows: 3,
              value: reasonText,
              error: errors.reasonText,
              help: '誰から、どのように依頼され、どのように本人であることを確かめたかを記入してください。記録に残り、本人へのメールに記載されます。',
            })
          }
          ${askPassword && purpose && currentPasswordField(c, purpose, errors.password)}
        </div>
        ${actions({
          primary: refusal ? undefined : button({ text: confirm, kind }),
          back: button({ text: '戻る', href: pathOf(account) }),
        })}
      </form>
    </div>`,
  });
}

export const refusalText: Record<StaffAccountRefusal | 'notThere', string> = {
  ownRole: 'ご自身の役割は変更できません。ほかの統括者に依頼してください。',
  ownAccount: 'ご自身のアカウントに対しては行えません。',
  lastSupervisor: '利用中の統括者がひとりもいなくなるため、行えません。',
  notSupervisor: 'たった今、あなたの役割が変更されたか、利用が停止されたため、行えません。',
  notThere: 'すでに行われていたか、対象がないため、何も変更していません。',
};
