import type { CompanyOverview } from '../../../db/companies.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { banner, tabs, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { doneNotice } from '../record-list.ts';
import { companyPath, HOME } from './paths.ts';
import { companyBadge } from './state.ts';

/** The parts of a company's page, by the end of their address. */
const tabTexts = {
  '': '概要',
  users: 'Webユーザー',
  applications: '申込み',
  accounts: '口座情報',
  restrictions: 'ログイン制限',
  mails: 'メール・通知書',
  history: 'アクセス履歴',
  measures: '対応の履歴',
} as const;
export type Tab = keyof typeof tabTexts;

export const tabPath = (insuredCode: string, tab: Tab): string =>
  tab === '' ? companyPath(insuredCode) : `${companyPath(insuredCode)}/${tab}`;

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
    notice: html`${doneNotice(c)}${suspendedNotice(overview)}`,
    content: html`<div class="stack">
      ${tabs('保険利用者の情報', tabsOf(overview, tab))}
      ${content}
    </div>`,
  });
}

/** Said on every part, so that nobody works on a stopped company without knowing. */
export const suspendedNotice = ({ company }: CompanyOverview): Html | null | '' =>
  company.suspendedAt &&
  banner(
    'warning',
    'この保険利用者は利用停止中です',
    html`<p>${time(company.suspendedAt)}から停止しています。すべてのWebユーザーがログインできません。<a href="${tabPath(company.insuredCode, 'measures')}">理由と経緯を見る</a></p>`,
  );

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
