import type { CompanyOverview } from '../../../db/companies.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { tabs } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { doneNotice } from '../record-list.ts';
import { companyPath, HOME, type Tab, tabPath } from './paths.ts';
import { companyBadge, suspendedNotice } from './state.ts';

const tabTexts: Record<Tab, string> = {
  '': '概要',
  users: 'Webユーザー',
  applications: '申込み',
  accounts: '口座情報',
  restrictions: 'ログイン制限',
  mails: 'メール・通知書',
  history: 'アクセス履歴',
  measures: '対応の履歴',
};

/** One part of a company's page under the head that all of them have. */
export function companyFrame(
  c: Context,
  overview: CompanyOverview,
  { tab, content }: { tab: Tab; content: Html },
): Html {
  const { company } = overview;
  return staffPage(c, {
    title: tab === '' ? company.name : `${company.name}　${tabTexts[tab]}`,
    breadcrumb: [
      { text: '保険利用者', href: HOME },
      tab === ''
        ? { text: company.insuredCode }
        : { text: company.insuredCode, href: companyPath(company.insuredCode) },
      ...(tab === '' ? [] : [{ text: tabTexts[tab] }]),
    ],
    lead: html`<span><span class="number">${company.insuredCode}</span>　${insuredPartyKindText[company.kind]}</span>`,
    titleAside: companyBadge(company),
    notice: html`${doneNotice(c)}${suspendedNotice(company)}`,
    content: html`<div class="stack">
      ${tabs('保険利用者の情報', tabsOf(overview, tab))}
      ${content}
    </div>`,
  });
}

const tabsOf = (overview: CompanyOverview, current: Tab) => {
  const counts: Partial<Record<Tab, number>> = {
    users: overview.users,
    applications: overview.openApplications,
    accounts: overview.accounts,
    measures: overview.measures,
  };
  return (Object.keys(tabTexts) as Tab[]).map((tab) => ({
    text: tabTexts[tab],
    href: tabPath(overview.company.insuredCode, tab),
    current: tab === current,
    count: counts[tab],
  }));
};
