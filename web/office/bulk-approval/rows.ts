import type { Approvable } from '../../../db/bulk-approvals.ts';
import { fieldsOf } from '../../../domain/insured-party.ts';
import { badge, type Column, time } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { approvalsOf } from '../change-applications/take-step.ts';
import { warningsOf } from '../change-applications/warnings.ts';

/** Opens beside the list, so that what was ticked in it stays. */
export const applicationLink = (number: string): Html =>
  html`<a class="number" href="/office/change-applications/${number}" target="_blank" rel="noopener">${number}<span class="visually-hidden">（新しいタブ）</span></a>`;

/** What is approved, in short: whose, which fields from what to what, and which approval it would be. */
export const approvableColumns: Column<Approvable>[] = [
  {
    header: '番号',
    primary: true,
    width: 'narrow',
    cell: ({ application }) => applicationLink(application.applicationNumber),
  },
  {
    header: '保険利用者',
    cell: ({ party }) => html`<span>${party.name} <small class="number">${party.insuredCode}</small></span>`,
  },
  { header: '変更内容', cell: changesInShort },
  {
    header: '承認',
    width: 'narrow',
    cell: ({ application, steps }) => {
      const missing = application.approvalsNeeded - approvalsOf(application, steps).length - 1;
      return missing > 0 ? `1人目（あと${missing}名必要）` : 'この承認で確定';
    },
  },
  {
    header: '期限',
    width: 'narrow',
    cell: ({ application: { dueAt } }) => dueAt && html`<span class="number">${time(dueAt, 'date')}</span>`,
  },
];

function changesInShort(approvable: Approvable): Html {
  const { application, party, likeParties } = approvable;
  const changed = fieldsOf(party.kind).flatMap(({ key, label, format }) => {
    const change = application.changes[key];
    return change ? [{ label, before: format(change.before), after: format(change.requested) }] : [];
  });
  return html`<ul class="changes-in-short">${changed.map(
    ({ label, before, after }) =>
      html`<li><span>${label}</span> <span class="before">${before || '登録なし'}</span><span aria-hidden="true"> → </span><span class="visually-hidden">から</span><strong>${after || '登録なし'}</strong></li>`,
  )}</ul>${warningsOf(application, party, likeParties).map(({ title }) => html`<p>${badge('warning', title)}</p>`)}`;
}
