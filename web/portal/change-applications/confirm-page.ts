import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { actions, applicationNumber, banner, button, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';
import { steps } from './input-page.ts';
import { discardQuestion, questionButton } from './question.ts';

/** Step 2 (manual 4-8 ④): the input is saved, the number is given and shown in orange, 申込む submits it. */
export function confirmPage(c: Context, application: ChangeApplication): Html {
  const path = `/change-applications/${application.applicationNumber}`;
  const again = application.stage === 'returned';
  return userPage(c, {
    title: '保険利用者情報変更',
    trail: [{ text: '保険利用者情報照会・変更', href: '/insured-party' }],
    steps: stepIndicator(steps, 2),
    lead: '入力内容をご確認のうえ、「申込む」ボタンを押してください。',
    titleAside: applicationNumber(application.applicationNumber),
    notice: banner(
      'info',
      again ? '修正した内容は保存されています' : '入力した内容は保存されています',
      again
        ? 'まだ再申込みは完了していません。「申込む」を押すと、同じWeb申込番号で審査が再開されます。'
        : 'まだ申込みは完了していません。あとから「保険利用者情報変更の申込状況」で再開できます。',
    ),
    content: html`
      ${section({ title: '変更内容の確認', content: changesTable(c.var.company.kind, application.correction ?? application.changes) })}
      <p>申込受付のメールは、Webユーザー（管理者）のメールアドレス <strong>${c.var.user.email}</strong> に届きます。</p>
      <form method="post" action="${path}/submission" class="form" data-submit-once>
        ${actions({
          primary: button({ text: '申込む', kind: 'primary' }),
          back: button({ text: '修正する', href: `${path}/edit` }),
        })}
      </form>
      ${!again && questionButton(application.applicationNumber, discardQuestion)}`,
  });
}
