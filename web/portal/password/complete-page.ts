import { actions, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

/** Manual 3-2 ③. */
export const completePage = (c: Context): Html =>
  userPage(c, {
    title: 'パスワード変更完了',
    trail: [{ text: 'パスワード変更', href: '/password' }],
    width: 'form',
    content: html`
      ${banner('success', 'パスワードを変更しました', '次回のログインから、新しいパスワードをお使いください。ほかの端末やブラウザーでログインしていた場合は、ログアウトしました。')}
      ${actions({ primary: button({ text: 'ユーザーページへ', kind: 'primary', href: '/' }) })}`,
  });
