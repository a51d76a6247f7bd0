import type { CompanyOverview, RelatedCompany } from '../../../db/companies.ts';
import { fieldGroupsOf, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, definitionList, section, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { companyPath, tabPath } from './paths.ts';
import { companyBadge } from './state.ts';

/** 概要: what is registered on the left, how the company stands and what can be done about it on the right. */
export const detailsTab = (c: Context, overview: CompanyOverview, related: RelatedCompany[]): Html => {
  const { company } = overview;
  return html`<div class="office-columns company-columns">
    <div class="company-details">
      ${fieldGroupsOf(company.kind).map(({ group, fields }) =>
        section({
          title: group,
          content: definitionList(
            fields.map((field) => ({ label: field.label, value: field.format(company[field.key]) })),
          ),
        }),
      )}
    </div>
    <aside aria-label="利用の状態">
      ${section({ title: '利用の状態', content: state(c, overview) })}
      ${section({ title: '関連する保険利用者', content: relatedList(related) })}
    </aside>
  </div>`;
};

function state(
  c: Context,
  { company, users, sessions, openApplications, restricted }: CompanyOverview,
): Html {
  const { insuredCode, suspendedAt } = company;
  const act = suspendedAt
    ? button({ text: '利用を再開する', kind: 'primary', href: `${companyPath(insuredCode)}/resumption` })
    : button({ text: '利用を停止する', kind: 'danger', href: `${companyPath(insuredCode)}/suspension` });
  return html`
    ${definitionList([
      { label: '状態', value: companyBadge(company) },
      ...(suspendedAt ? [{ label: '停止した日時', value: time(suspendedAt) }] : []),
      { label: 'Webユーザー', value: html`${users}人（ログイン中 ${sessions}件）` },
      {
        label: '手続き中の申込み',
        value: html`<a href="${tabPath(insuredCode, 'applications')}">${openApplications}件</a>`,
      },
      {
        label: 'IPアドレス制限',
        value: html`<a href="${tabPath(insuredCode, 'restrictions')}">${restricted ? '設定中' : '設定なし'}</a>`,
      },
      { label: 'ワンタイムパスワード', value: company.usesOneTimePassword ? '利用する' : '利用しない' },
      {
        label: '企業総合保険',
        value: company.usesComprehensiveInsurance ? '利用している' : '利用していない',
      },
      { label: '登録情報の更新', value: time(company.updatedAt) },
    ])}
    ${mayStaff(c.var.staff, 'companies:suspend') && act}`;
}

const relatedList = (related: RelatedCompany[]): Html =>
  related.length === 0
    ? html`<p class="nothing">ありません</p>`
    : html`<p class="help">法人番号や名称が共通する、または同じ全社閲覧用IDで照会できる保険利用者です。</p>
      <ul class="stack">${related.map(
        ({ insuredCode, name, kind, suspendedAt }) =>
          html`<li><a href="${companyPath(insuredCode)}">${name}</a> <small><span class="number">${insuredCode}</span>　${insuredPartyKindText[kind]}</small> ${suspendedAt && badge('danger', '利用停止中')}</li>`,
      )}</ul>`;
