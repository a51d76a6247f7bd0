import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import { isOpen, stageText } from '../../../domain/change-application.ts';
import { fieldsOf } from '../../../domain/insured-party.ts';
import { mayUser } from '../../access.ts';
import { actions, badge, button, dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { stageBadges } from './stage-badge.ts';

/** The company's applications, newest first. */
export function listPage(c: Context, applications: ChangeApplication[]): Html {
  const open = applications.some(({ stage }) => isOpen(stage));
  return userPage(c, {
    title: '保険利用者情報変更の申込状況',
    width: 'wide',
    lead: '申し込んだ変更の状況を確認できます。Web申込番号を押すと、詳しい状況と手続きが表示されます。',
    content: html`
      ${dataTable({
        caption: '申込みの一覧',
        captionHidden: true,
        rows: applications,
        columns: [
          { header: 'Web申込番号', primary: true, cell: numberLink },
          { header: '状況', cell: ({ stage }) => badge(stageBadges[stage], stageText[stage]) },
          { header: '変更する項目', cell: (row) => changedLabels(c, row) },
          { header: 'Web申込日時', cell: ({ submittedAt }) => submittedAt && time(submittedAt) },
        ],
        empty: {
          title: '申込みはまだありません',
          body: '保険利用者情報の変更を申し込むと、ここに審査の状況が表示されます。',
        },
      })}
      ${actions({
        back: button({ text: '戻る', href: '/' }),
        primary:
          open || !mayUser(c.var.user, 'insuredParty:change')
            ? []
            : button({ text: '変更を申し込む', kind: 'primary', href: '/change-applications/new' }),
      })}`,
  });
}

const numberLink = ({ applicationNumber }: ChangeApplication) =>
  html`<a class="number" href="/change-applications/${applicationNumber}">${applicationNumber}</a>`;

const changedLabels = (c: Context, { changes }: ChangeApplication) =>
  fieldsOf(c.var.company.kind)
    .filter(({ key }) => changes[key])
    .map(({ label }) => label)
    .join('、');
