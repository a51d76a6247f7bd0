import { STAFF_LOGIN_MINUTES } from '../../../db/staff-logins.ts';
import { banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { publicOfficePage } from '../page.ts';

/** Why the same page is shown again. What was typed is never put back: a wrong code is of no use. */
export type Problem = 'refused' | 'malformed';

const WAIT =
  '一度使用したコードは、もう一度使用できません。続けて間違えると、しばらくの間ログインできなくなります。';

/** The six digits of the authenticator. */
export const codePage = (c: Context, problem?: Problem): Html =>
  step(c, {
    title: '確認コードの入力',
    lead: '認証アプリに表示されている6桁の数字を入力してください。',
    action: '/office/login/code',
    refused:
      problem === 'refused' &&
      banner(
        'error',
        'ログインできませんでした',
        `確認コードが正しくありません。認証アプリに表示されている最新のコードを入力してください。${WAIT}`,
        { live: true },
      ),
    field: {
      name: 'code',
      label: '確認コード',
      error: problem === 'malformed' ? '確認コードは6桁の数字で入力してください。' : undefined,
      help: '30秒ごとに新しいコードに変わります。',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      width: 's',
    },
    other: html`<p>認証アプリを使えないときは、<a href="/office/login/recovery-code">リカバリーコードを使う</a></p>`,
  });

/** A code on paper, for when the authenticator is lost. */
export const recoveryCodePage = (c: Context, problem?: Problem): Html =>
  step(c, {
    title: 'リカバリーコードの入力',
    lead: '二要素認証を設定したときに控えたリカバリーコードを、ひとつ入力してください。',
    action: '/office/login/recovery-code',
    refused:
      problem === 'refused' &&
      banner('error', 'ログインできませんでした', `リカバリーコードが正しくありません。${WAIT}`, {
        live: true,
      }),
    field: {
      name: 'recoveryCode',
      label: 'リカバリーコード',
      error:
        problem === 'malformed'
          ? 'リカバリーコードは、4文字ずつ区切られた16文字の英数字で入力してください。'
          : undefined,
      help: '例：k7mq-2h3j-r9tw-x4yz（大文字・小文字、ハイフンの有無は問いません）',
      autocomplete: 'off',
      width: 'full',
    },
    other: html`<p><a href="/office/login/code">認証アプリの確認コードを使う</a></p>
      <p>認証アプリもリカバリーコードも使えないときは、職員アカウントを管理する統括者に、二要素認証のリセットを依頼してください。</p>`,
  });

interface Step {
  title: string;
  lead: string;
  action: string;
  refused: Html | false;
  field: Parameters<typeof textField>[0];
  other: Html;
}

const step = (c: Context, { title, lead, action, refused, field, other }: Step): Html =>
  publicOfficePage(c, {
    title,
    lead,
    content: html`<div class="form office-login">
      ${refused}
      ${errorSummary(field.error ? [{ name: field.name, label: field.label, message: field.error }] : [])}
      <form method="post" action="${action}" class="section fields" data-submit-once>
        ${textField({ ...field, mark: false, maxlength: 40, attributes: { autofocus: !field.error, autocapitalize: 'none', spellcheck: 'false' } })}
        ${button({ text: 'ログイン', kind: 'primary' })}
      </form>
      <aside class="hint" aria-label="ログインできないとき">
        ${other}
        <p>${STAFF_LOGIN_MINUTES}分以内に入力してください。<a href="/office/login">はじめからやり直す</a></p>
      </aside>
    </div>`,
  });
