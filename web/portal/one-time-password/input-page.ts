import type { OneTimePassword } from '../../../db/schema/one-time-passwords.ts';
import {
  ONE_TIME_PASSWORD_TRIES_AT_MOST,
  ONE_TIME_PASSWORD_VALID_MINUTES,
} from '../../../domain/one-time-password.ts';
import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { masked } from '../email-changes/masked.ts';
import { userPage } from '../page.ts';
import { issueForm } from './issue-form.ts';

/** Why a code was not issued, or does not open the session. */
export type Problem =
  | { kind: 'malformed' | 'expired' | 'noTriesLeft' | 'tooOften' }
  | { kind: 'wrong'; left: number };

export interface InputPage {
  /** The code that the session waits for; none where none was issued. */
  pending: OneTimePassword | undefined;
  problem?: Problem;
}

/** 「ワンタイムパスワード入力」 (manual 5-3 ③). What was typed is never put back: a wrong code is of no use. */
export function inputPage(c: Context, { pending, problem }: InputPage): Html {
  const left = ONE_TIME_PASSWORD_TRIES_AT_MOST - (c.var.session.oneTimePasswordTries ?? 0);
  if (problem?.kind === 'noTriesLeft' || left <= 0) return page(c, noTriesLeft);
  if (!pending || pending.expiresAt <= new Date())
    return page(
      c,
      html`${problem?.kind === 'tooOften' ? tooOften : expired}${actions({ primary: issueForm() })}`,
    );
  const error = problem && errors[problem.kind]?.(problem);
  return page(
    c,
    html`
      ${problem?.kind === 'tooOften' && tooOften}
      ${error && errorSummary([{ name: 'code', label: 'ワンタイムパスワード', message: error }])}
      <p>登録メールアドレス <strong>${masked(c.var.user.email)}</strong> にワンタイムパスワードをお送りしました。</p>
      <form method="post" action="/one-time-password/verification" class="form" data-submit-once>
        ${textField({
          name: 'code',
          label: 'ワンタイムパスワード',
          required: true,
          error,
          help: html`メールに記載された6桁の数字を入力してください。有効期限は <strong>${time(pending.expiresAt)}</strong>（発行後${ONE_TIME_PASSWORD_VALID_MINUTES}分間）です。`,
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          maxlength: 20,
          width: 's',
        })}
        ${actions({
          primary: button({ text: '認証', kind: 'primary' }),
          back: button({ text: '戻る', href: '/' }),
        })}
      </form>
      <section class="stack">
        <h2>メールが届かないとき</h2>
        <p>到着まで1分ほどかかることがあります。迷惑メールに振り分けられていないか、<strong>${c.var.services.config.MAIL_FROM}</strong> からのメールを受信できる設定かをご確認のうえ、もう一度発行してください。発行すると、それまでのワンタイムパスワードは使用できなくなります。入力できる回数は、発行し直しても変わりません。</p>
        ${issueForm('secondary')}
      </section>`,
  );
}

const page = (c: Context, content: Html): Html =>
  userPage(c, {
    title: 'ワンタイムパスワード入力',
    width: 'form',
    lead: '届いたワンタイムパスワードを入力して「認証」ボタンをクリックすると、ログアウトするまですべてのメニューをご利用いただけます。',
    content,
  });

const errors: Partial<Record<Problem['kind'], (problem: Problem) => string>> = {
  malformed: () => 'メールに記載された6桁の数字を入力してください。',
  wrong: (problem) =>
    `ワンタイムパスワードが正しくありません。最後に届いたメールをご確認ください。${'left' in problem ? `あと${problem.left}回入力できます。` : ''}`,
};

const expired = banner(
  'warning',
  '有効なワンタイムパスワードがありません',
  `有効期限（発行後${ONE_TIME_PASSWORD_VALID_MINUTES}分間）が過ぎたか、まだ発行されていません。「ワンタイムパスワードの発行」ボタンをクリックしてください。`,
  { live: true },
);

const tooOften = banner(
  'error',
  'しばらく発行できません',
  'ワンタイムパスワードの発行が続いたため、一時的に受付を止めています。すでに届いているワンタイムパスワードは、有効期限まで使用できます。時間をおいてから、もう一度お試しください。',
  { live: true },
);

const noTriesLeft = html`
  ${banner('error', `入力できる回数（${ONE_TIME_PASSWORD_TRIES_AT_MOST}回）を超えました`, 'このログインでは、ワンタイムパスワードを入力できません。いったんログアウトし、もう一度ログインしてから発行してください。', { live: true })}
  <form method="post" action="/logout">${actions({ primary: button({ text: 'ログアウトする', kind: 'primary' }), back: button({ text: '戻る', href: '/' }) })}</form>`;
