import type { Agreement } from '../../../db/agreements.ts';
import { type ApplicantDetails, type ApplicantKey, applicantFields } from '../../../domain/applicant.ts';
import { type Html, html } from '../../html.ts';

export interface DetailRow {
  key: ApplicantKey;
  group: string;
  label: string;
  value: string | Html;
}

/** An applicant's details for reading, in the order of the form. */
export function detailRows(details: ApplicantDetails, agreements: readonly Agreement[]): DetailRow[] {
  return applicantFields({ usesComprehensiveInsurance: true }).flatMap(
    ({ key, group, label, format }): DetailRow[] => {
      if (key === 'emailAgain') return [];
      const value = key === 'validUntil' && details[key] === null ? '期限なし' : format(details[key]);
      const row = { key, group, label, value };
      if (key !== 'contractDataRight' || details.contractDataRight !== 'selectedAgreements') return [row];
      const codes = agreementList(details.agreementCodes, agreements);
      return [row, { key: 'agreementCodes', group, label: '参照可能な特約コード', value: codes }];
    },
  );
}

/** The codes with their names; for none a sentence that says so. */
export function agreementList(codes: readonly string[], agreements: readonly Agreement[]): Html {
  if (codes.length === 0) return html`<p class="nothing">選択されていません</p>`;
  const nameOf = (code: string) => agreements.find(({ agreementCode }) => agreementCode === code)?.name;
  return html`<ul class="agreement-list">${codes.map(
    (code) => html`<li><span class="number">${code}</span>　${nameOf(code)}</li>`,
  )}</ul>`;
}

/** Rows under their headings. */
export const grouped = (rows: readonly DetailRow[]) =>
  [...Map.groupBy(rows, ({ group }) => group)].map(([title, facts]) => ({ title, facts }));
