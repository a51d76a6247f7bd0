import type { Staff } from '../../db/schema/staff.ts';
import { canHandOver } from '../../domain/staff.ts';
import { mayStaff } from '../access.ts';
import { button } from '../components.ts';
import { type Html, html } from '../html.ts';

export interface Assigned {
  number: string;
  assigneeId: string | null;
  assigneeName: string | null;
  /** Staff still have to decide: only then it changes hands. */
  open: boolean;
  /** Nobody has it, and no other button of the page claims it. */
  claimable?: boolean;
}

/** Who has it, and what may be done about that, for the facts of a page. */
export const assigneeFact = (staff: Staff, assigned: Assigned) => ({
  label: '担当',
  value: html`${assigned.assigneeName ?? '未割当'}${actions(staff, assigned)}`,
});

function actions(staff: Staff, { number, assigneeId, open, claimable }: Assigned): Html | undefined {
  if (!open || !mayStaff(staff, 'applications:work')) return undefined;
  const oversees = canHandOver(staff);
  const mine = assigneeId === staff.staffId;
  const shown = [
    !assigneeId && claimable && act('claim', number, '担当する'),
    assigneeId && (mine || oversees) && act('release', number, '担当を外す'),
    (mine || oversees) &&
      button({
        text: assigneeId ? '引き継ぐ' : '職員に割り当てる',
        size: 'small',
        href: `/office/queue/hand-over?${new URLSearchParams({ number, back: 'work' })}`,
      }),
  ].filter((one) => typeof one === 'object');
  return shown.length > 0 ? html`<span class="assignment">${shown}</span>` : undefined;
}

/** Through the list's own route, which leads back here. */
const act = (name: 'claim' | 'release', number: string, text: string): Html => html`
  <form method="post" action="/office/queue/assignments" data-submit-once>
    <input type="hidden" name="press" value="${crypto.randomUUID()}">
    <input type="hidden" name="back" value="work">
    ${button({ text, size: 'small', name, value: number })}
  </form>`;
