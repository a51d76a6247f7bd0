import type { Applicant } from '../../../db/applicants.ts';
import { actions, applicationNumber, banner, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { mailGoesToYou } from './complete-page.ts';

/** After ＯＫ (manual 4-7 ③): where the new password goes. */
export const resetCompletePage = (c: Context, applicant: Applicant): Html =>
  userPage(c, {
    title: 'Webユーザー（申込者）パスワードリセット完了',
    trail: [{ text: 'Webユーザー（申込者）情報照会・追加・変更', href: '/applicants' }],
    titleAside: applicationNumber(applicant.webUserId, 'WebユーザーID'),
    notice: banner(
      'success',
      `${applicant.name}さんのパスワードをリセットしました`,
      mailGoesToYou(c, '新しいパスワード'),
    ),
    content: html`
      <p>これまでのパスワードは、もう使えません。</p>
      ${actions({
        primary: button({ text: '一覧へ', kind: 'primary', href: '/applicants' }),
        back: button({ text: 'ユーザーページへ', href: '/' }),
      })}`,
  });
