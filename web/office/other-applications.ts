import type { CompanyApplications } from '../../db/company-applications.ts';
import type { InsuredPartyKind } from '../../domain/insured-party.ts';
import { section } from '../components.ts';
import { type Html, html } from '../html.ts';
import { applicationRows, applicationsTable } from './companies/applications-tab.ts';
import { companyPath } from './companies/paths.ts';

/** Of each kind; the company's own page has them all. */
export const OTHERS_LISTED = 10;

/** What else was applied for about the same company, of every kind; `href` is the page that one is on. */
export function otherApplications(
  { insuredCode, kind }: { insuredCode: string; kind: InsuredPartyKind },
  applications: CompanyApplications,
  href: string,
): Html {
  const others = applicationRows(kind, applications).filter((row) => row.href !== href);
  return section({
    title: 'この保険利用者のほかの申込み',
    content: html`${applicationsTable('この保険利用者のほかの申込み', others.slice(0, OTHERS_LISTED), 'ほかの申込みはありません')}
      ${others.length > OTHERS_LISTED && html`<p><a href="${companyPath(insuredCode)}/applications">すべての申込みを表示する</a></p>`}`,
  });
}
