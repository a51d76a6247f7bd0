import type { RestrictedCompany } from '../../../db/ip-restrictions.ts';
import { dataTable } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { tabPath } from '../companies/paths.ts';
import { staffPage } from '../page.ts';

/** The companies whose restriction is on. */
export const listPage = (c: Context, companies: RestrictedCompany[]): Html =>
  staffPage(c, {
    title: 'IPアドレス制限',
    lead: 'IPアドレス制限を設定している保険利用者です。ログインできなくなった保険利用者の制限を解除できます。',
    content: dataTable<RestrictedCompany>({
      caption: 'IPアドレス制限を設定している保険利用者',
      captionHidden: true,
      rows: companies,
      columns: [
        {
          header: '保険利用者',
          primary: true,
          cell: ({ insuredCode, name }) =>
            html`<a href="${tabPath(insuredCode, 'restrictions')}">${name}</a>`,
        },
        {
          header: '保険利用者コード',
          width: 'narrow',
          cell: ({ insuredCode }) => html`<span class="number">${insuredCode}</span>`,
        },
        { header: 'IPアドレス', align: 'end', width: 'narrow', cell: ({ entries }) => `${entries}件` },
        { header: '設定', width: 'narrow', cell: ({ updatedAt }) => time(updatedAt) },
      ],
      empty: {
        title: 'IPアドレス制限を設定している保険利用者はありません',
        body: 'Webユーザー（管理者）が設定すると、ここに表示されます。',
      },
    }),
  });
