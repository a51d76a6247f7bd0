import type { Applicant } from '../../../db/applicants.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

/** What an administrator can do with an applicant after one question, by the end of its path. */
export type Act = 'password-reset' | 'suspension' | 'resumption' | 'enablement';

interface Wording {
  /** Title of the page that asks. */
  page: string;
  question: string;
  consequence: (applicant: Applicant) => Html;
  confirm: string;
  kind: 'primary' | 'danger';
}

const wordings: Record<Act, Wording> = {
  'password-reset': {
    page: 'Webユーザー（申込者）パスワードリセット',
    question: 'パスワードをリセットします。よろしいですか？',
    consequence: (applicant) => html`
      <p>現在のパスワードはただちに使えなくなり、ログイン中の場合はログアウトされます。新しいパスワードが記載されたメールが、Webユーザー（管理者）のメールアドレスに届きます。</p>
      ${applicant.suspendedAt && html`<p><strong>このIDは停止中です。リセットしても、利用を再開するまでログインできません。</strong></p>`}`,
    confirm: 'ＯＫ',
    kind: 'danger',
  },
  suspension: {
    page: 'Webユーザー（申込者）の利用停止',
    question: 'このIDの利用を停止します。よろしいですか？',
    consequence: () =>
      html`<p>再開するまで、このIDではログインできません。ログイン中の場合はログアウトされます。登録情報とパスワードは残ります。</p>`,
    confirm: '利用を停止する',
    kind: 'danger',
  },
  resumption: {
    page: 'Webユーザー（申込者）の利用再開',
    question: 'このIDの利用を再開します。よろしいですか？',
    consequence: () => html`<p>停止前のパスワードと権限のまま、ふたたびログインできるようになります。</p>`,
    confirm: '利用を再開する',
    kind: 'primary',
  },
  enablement: {
    page: '無効になったIDの解除',
    question: 'ログイン失敗による無効を解除します。よろしいですか？',
    consequence: () => html`
      <p>ご本人がログインに失敗したことを確認してから解除してください。心当たりがない場合は、第三者がログインを試みた可能性があります。その場合は、解除せずにパスワードをリセットしてください。</p>`,
    confirm: '解除',
    kind: 'primary',
  },
};

/** A button that asks: in a dialog over the page, without a script on a page of its own. */
export const opener = (applicant: Applicant, act: Act, text: string, size?: 'small'): Html =>
  button({
    text,
    size,
    href: pathOf(applicant, act),
    attributes: { 'hx-get': pathOf(applicant, act), 'hx-target': '#popup', 'hx-swap': 'innerHTML' },
  });

const pathOf = ({ webUserId }: Applicant, act: Act) => `/applicants/${webUserId}/${act}`;

export interface Question {
  act: Act;
  /** Whether the current password has to be given, and what was wrong with the one that was. */
  askPassword: boolean;
  passwordError?: string | undefined;
}

/** The message box (manual 4-7 ③). */
export function questionDialog(c: Context, applicant: Applicant, asked: Question): Html {
  const { question, confirm, kind } = wordings[asked.act];
  const path = pathOf(applicant, asked.act);
  return html`<dialog class="dialog" id="question" data-fetched aria-labelledby="question-title">
    <h2 id="question-title">${question}</h2>
    <form method="post" action="${path}" hx-post="${path}" hx-target="#popup" hx-swap="innerHTML" hx-sync="this:drop">
      <div class="dialog-body fields">${body(c, applicant, asked)}</div>
      <div class="dialog-actions">
        <button class="button" data-kind="secondary" type="button" data-close-dialog${attributes({ autofocus: !asked.askPassword })}>キャンセル</button>
        ${!isRefused(asked.act, applicant) && button({ text: confirm, kind })}
      </div>
    </form>
  </dialog>`;
}

export function questionPage(c: Context, applicant: Applicant, asked: Question): Html {
  const { page, question, confirm, kind } = wordings[asked.act];
  return userPage(c, {
    title: page,
    trail: [{ text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' }],
    lead: question,
    content: html`
      ${asked.passwordError && errorSummary([{ name: 'password', label: '現在のパスワード', message: asked.passwordError }])}
      <form method="post" action="${pathOf(applicant, asked.act)}" class="form" data-submit-once>
        <div class="section fields">${body(c, applicant, asked)}</div>
        ${actions({
          primary: isRefused(asked.act, applicant) ? undefined : button({ text: confirm, kind }),
          back: button({ text: '戻る', href: `/applicants/${applicant.webUserId}` }),
        })}
      </form>`,
  });
}

function body(c: Context, applicant: Applicant, { act, askPassword, passwordError }: Question): Html {
  const refused = isRefused(act, applicant);
  return html`
    ${refused && banner('error', 'このIDの利用は再開できません', '当機構が利用を停止しています。再開については、お問い合わせください。', { live: true })}
    <p>${applicant.name}さん（WebユーザーID <span class="number">${applicant.webUserId}</span>）</p>
    ${!refused && wordings[act].consequence(applicant)}
    ${!refused && askPassword && currentPasswordField(c, 'ほかのユーザーのパスワードをリセットするため', passwordError)}`;
}

/** What staff suspended, staff resume. */
export const isRefused = (act: Act, { suspendedBy }: Applicant): boolean =>
  act === 'resumption' && suspendedBy === 'staff';
