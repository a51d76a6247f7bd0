import type { SecondFactor } from '../../../db/second-factors.ts';
import { qrPath } from '../../../domain/qr-code.ts';
import { shownSecret, totpUri } from '../../../domain/second-factor.ts';
import { actions, banner, button, definitionList, printButton } from '../../components.ts';
import type { Context } from '../../context.ts';
import { currentPasswordField } from '../../current-password-field.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { accountTrail } from './account-page.ts';
import { HOME, page, TITLE } from './second-factor-frame.ts';

export type Question = 'set-up' | 'recovery-codes' | 'removal';

const wordings: Record<Question, { title: string; text: string; confirm: string; purpose: string }> = {
  'set-up': {
    title: '認証アプリの設定',
    text: '次の画面に、認証アプリで読み取るQRコードが表示されます。まわりに人がいないことを確かめてください。すでに設定している場合、これまでの認証アプリは、新しい設定を終えるまで使用できます。',
    confirm: 'QRコードを表示する',
    purpose: '二要素認証を設定するため',
  },
  'recovery-codes': {
    title: 'リカバリーコードの発行',
    text: '新しいリカバリーコードを発行すると、これまでのリカバリーコードは使用できなくなります。',
    confirm: '発行する',
    purpose: 'リカバリーコードを発行するため',
  },
  removal: {
    title: '二要素認証の利用停止',
    text: 'パスワードだけでログインできるようになります。認証アプリの設定とリカバリーコードは削除されます。',
    confirm: '二要素認証の利用をやめる',
    purpose: '二要素認証の利用をやめるため',
  },
};

/** Before something that changes how one logs in: what will happen, and the password again where it is not fresh. */
export function askPage(
  c: Context,
  question: Question,
  { askPassword, error }: { askPassword: boolean; error?: string | undefined },
): Html {
  const { title, text, confirm, purpose } = wordings[question];
  return page(c, {
    title,
    content: html`<div class="office-form">
      ${errorSummary(error ? [{ name: 'password', label: '現在のパスワード', message: error }] : [])}
      <form method="post" action="${HOME}/${question}" class="form" data-submit-once>
        <div class="section fields">
          <p>${text}</p>
          ${askPassword && currentPasswordField(c, purpose, error)}
        </div>
        ${actions({
          primary: button({ text: confirm, kind: question === 'removal' ? 'danger' : 'primary' }),
          back: button({ text: '戻る', href: HOME }),
        })}
      </form>
    </div>`,
  });
}

/** The QR code, the secret for typing, and the code by which the authenticator shows that it has it. */
export function setUpPage(c: Context, { secret }: SecondFactor, problem?: 'malformed' | 'wrong'): Html {
  const { staff, services } = c.var;
  const issuer = services.config.INSTITUTION_NAME;
  const { size, path } = qrPath(totpUri(secret, { issuer, staffId: staff.staffId }));
  const error = problem && problems[problem];
  return page(c, {
    title: '認証アプリの設定',
    lead: 'QRコードを認証アプリで読み取り、表示された確認コードを入力してください。',
    content: html`<div class="office-form">
      ${errorSummary(error ? [{ name: 'code', label: '確認コード', message: error }] : [])}
      <form method="post" action="${HOME}/confirmation" class="form" data-submit-once>
        <div class="section fields">
          <h2>1. QRコードを読み取る</h2>
          <div class="qr-code">
            <svg viewBox="0 0 ${size} ${size}" role="img" aria-label="認証アプリで読み取るQRコード" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>
            <div class="stack">
              <p>認証アプリを開き、アカウントの追加から「QRコードをスキャン」を選んでください。</p>
              <p>読み取れないときは、次の情報を認証アプリに入力してください。</p>
              ${definitionList([
                {
                  label: 'アカウント',
                  value: html`${issuer}（<span class="number">${staff.staffId}</span>）`,
                },
                { label: 'キー', value: html`<code class="secret">${shownSecret(secret)}</code>` },
                { label: '種類', value: '時間ベース（TOTP）、6桁、30秒' },
              ])}
            </div>
          </div>
          <h2>2. 確認コードを入力する</h2>
          ${textField({
            name: 'code',
            label: '確認コード',
            required: true,
            error,
            help: '認証アプリに表示されている6桁の数字です。30秒ごとに変わります。',
            inputmode: 'numeric',
            autocomplete: 'one-time-code',
            maxlength: 20,
            width: 's',
          })}
        </div>
        ${actions({
          primary: button({ text: '確認して設定する', kind: 'primary' }),
          back: button({ text: '戻る', href: HOME }),
        })}
      </form>
    </div>`,
  });
}

const problems = {
  malformed: '確認コードは6桁の数字で入力してください。',
  wrong:
    '確認コードが正しくありません。最新のコードを入力してください。何度も間違いになるときは、スマートフォンの時計が正しいかをご確認ください。',
};

/** The codes, this once; `next` is where one goes on. */
export const recoveryCodesPage = (c: Context, codes: readonly string[], next: string): Html =>
  staffPage(c, {
    title: 'リカバリーコード',
    lead: '認証アプリを使えなくなったときに必要です。いま控えて、安全な場所に保管してください。',
    breadcrumb: accountTrail({ text: TITLE, href: HOME }, { text: 'リカバリーコード' }),
    notice: banner(
      'warning',
      'リカバリーコードは、この画面でしか表示されません',
      '印刷するか、書き写してください。1件につき1回だけ使用できます。ほかの人に見せたり、パスワードと一緒に保管したりしないでください。',
    ),
    content: html`<div class="office-form">
      <div class="section stack">
        <h2>${c.var.staff.name}さん（${c.var.staff.staffId}）のリカバリーコード</h2>
        <ol class="recovery-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
        ${printButton()}
      </div>
      ${actions({ primary: button({ text: '控えました', kind: 'primary', href: next }) })}
    </div>`,
  });
