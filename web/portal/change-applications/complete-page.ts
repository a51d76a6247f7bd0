import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import {
  actions,
  applicationNumber,
  banner,
  button,
  definitionList,
  printButton,
  section,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { changesTable } from './changes-table.ts';

/** 申込完了 (manual 4-8 ⑤): number and date-time of the application. */
export function completePage(c: Context, application: ChangeApplication): Html {
  return userPage(c, {
    title: '申込完了',
    trail: [{ text: '保険利用者情報変更の申込状況', href: '/change-applications' }],
    notice: banner(
      'success',
      '申込みが完了しました',
      'Web申込番号とWeb申込日時をご確認ください。内容の審査が終わり、手続きが完了すると、登録情報に反映されます。',
    ),
    content: html`
      ${section({
        title: '申込みの内容',
        aside: printButton(),
        content: html`
          ${definitionList([
            { label: 'Web申込番号', value: applicationNumber(application.applicationNumber, '') },
            { label: 'Web申込日時', value: application.submittedAt && time(application.submittedAt) },
            { label: '申込受付メールの送信先', value: application.receiptEmail },
          ])}
          ${changesTable(c.var.company.kind, application.changes)}`,
      })}
      ${actions({
        primary: button({
          text: '申込状況を確認する',
          kind: 'primary',
          href: `/change-applications/${application.applicationNumber}`,
        }),
        back: button({ text: 'ユーザーページへ', href: '/' }),
      })}`,
  });
}
