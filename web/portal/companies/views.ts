import type { CompanyChoice } from '../../../db/group-viewers.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { actions, badge, button, dataTable, definitionList, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';

/** The companies that the ID may see, with a button each to look at it. */
export const companiesPage = (c: Context, companies: CompanyChoice[]): Html =>
  userPage(c, {
    title: '照会する保険利用者の切替',
    width: 'wide',
    lead: '照会する保険利用者を選択してください。',
    content: html`
      ${dataTable<CompanyChoice>({
        caption: '照会できる保険利用者',
        captionHidden: true,
        rows: companies,
        columns: [
          { header: '保険利用者', primary: true, cell: ({ name }) => name },
          {
            header: '保険利用者コード',
            width: 'narrow',
            cell: ({ insuredCode }) => html`<span class="number">${insuredCode}</span>`,
          },
          { header: '本店・支店', width: 'narrow', cell: ({ kind }) => insuredPartyKindText[kind] },
          { header: '操作', headerHidden: true, cell: (company) => selection(c, company) },
        ],
        empty: { title: '照会できる保険利用者はありません', body: 'お客様相談窓口にお問い合わせください。' },
      })}
      ${actions({ back: button({ text: '戻る', href: '/' }) })}`,
  });

const selection = (c: Context, { insuredCode, name }: CompanyChoice): Html =>
  insuredCode === c.var.company.insuredCode
    ? badge('info', '照会中')
    : html`<form method="post" action="/companies/selection" data-submit-once>
        <input type="hidden" name="insuredCode" value="${insuredCode}">
        ${button({ text: '切り替える', size: 'small', attributes: { 'aria-label': `${name}に切り替える` } })}
      </form>`;

/** On a group viewer's user page: which company the pages show, and the way to another. */
export const viewedCompany = ({ var: { company } }: Context): Html =>
  section({
    title: '照会中の保険利用者',
    aside: button({ text: '切り替える', size: 'small', href: '/companies' }),
    lead: 'この画面の各メニューは、次の保険利用者の情報を表示します。変更の手続きはできません。',
    content: definitionList([
      { label: '保険利用者', value: company.name },
      { label: '保険利用者コード', value: company.insuredCode },
      { label: '本店・支店', value: insuredPartyKindText[company.kind] },
    ]),
  });
