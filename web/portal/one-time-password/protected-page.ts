import { isPartial } from '../../answer.ts';
import { actions, button } from '../../components/actions.ts';
import { badge, banner } from '../../components/messages.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { issueForm } from './issue-form.ts';

const PROTECTED = 'ワンタイムパスワードにより保護されています';

/** What every route answers that is not exempt, until the session has given a one-time password (manual 5-3 ①). */
export function protectedAnswer(c: Context): Response | Promise<Response> {
  if (isPartial(c))
    return c.html(
      banner('warning', PROTECTED, html`<p>${explanation}</p>${issueForm()}`, { live: true }),
      403,
    );
  return c.html(
    userPage(c, {
      title: PROTECTED,
      width: 'form',
      content: html`
        <p>${explanation}</p>
        <p>発行したワンタイムパスワードがすでに届いている場合は、<a href="/one-time-password">入力画面</a>へお進みください。</p>
        ${actions({ primary: issueForm(), back: button({ text: 'ユーザーページへ', href: '/' }) })}`,
    }),
    403,
  );
}

const explanation =
  'この操作にはワンタイムパスワードが必要です。「ワンタイムパスワードの発行」ボタンをクリックすると、登録メールアドレスにワンタイムパスワードが届きます。';

/** On the user page: that most menus are protected, and how to open them. Nothing where no code is due. */
export const protectedNotice = ({ var: { session } }: Context): Html | undefined =>
  session.oneTimePasswordDue
    ? banner(
        'warning',
        PROTECTED,
        html`<p>「${MARK}」の付いたメニューは、ワンタイムパスワードを入力するとご利用いただけます。「ワンタイムパスワードの発行」ボタンをクリックすると、登録メールアドレスにワンタイムパスワードが届きます。入力は、ログアウトするまで一度だけです。すでに届いている場合は、<a href="/one-time-password">入力画面</a>へお進みください。</p>
        ${issueForm()}`,
      )
    : undefined;

const MARK = '要ワンタイムパスワード';

/** Marks a menu that needs a one-time password first; it can be pressed, and then says so. */
export const protectedMark = ({ var: { session } }: Context): { badge?: Html } =>
  session.oneTimePasswordDue ? { badge: badge('warning', MARK) } : {};
