import type { QueueFilter } from '../../../db/office-queue.ts';
import { undecidedWork } from '../../../db/office-work.ts';
import type { WorkRow } from '../../../db/office-work-rows.ts';
import { isDueWithin } from '../../../domain/due-window.ts';

/** What the queue's address says: which applications, and which page of them. */
export interface QueueView {
  state: QueueFilter['state'];
  type: QueueFilter['type'];
  /** `mine` is whoever looks; any other word is a colleague's staff ID. */
  assignee: string;
  due: QueueFilter['due'];
  /** As typed: a number or its beginning, an insured code or its beginning, a part of a name or reading. */
  query: string;
  page: number;
}

/** The filters in the order of the screen. */
export const states = [
  'undecided',
  'received',
  'inReview',
  'secondApproval',
  'entered',
  'returned',
  'approved',
  'applied',
  'registered',
  'rejected',
  'withdrawn',
  'expired',
  'all',
] as const satisfies QueueFilter['state'][];

export const types = [
  'all',
  'change',
  'registration',
  'groupViewer',
] as const satisfies QueueFilter['type'][];

export const dueWindows = [
  'all',
  'overdue',
  'today',
  'soon',
  'later',
] as const satisfies QueueFilter['due'][];

/** Of the holders, those that are not a colleague of a name. */
export const assignees = ['all', 'mine', 'unassigned'] as const;

export const LONGEST_QUERY = 100;
const LAST_PAGE = 10_000;

/** Reads the address; what it does not know counts as not said. */
export const readView = (query: Record<string, string | undefined>): QueueView => ({
  state: states.find((state) => state === query.state) ?? 'undecided',
  type: types.find((type) => type === query.type) ?? 'all',
  assignee: typed(query.assignee) || 'all',
  due: dueWindows.find((due) => due === query.due) ?? 'all',
  query: typed(query.q),
  page: /^[1-9][0-9]*$/.test(query.page ?? '') ? Math.min(Number(query.page), LAST_PAGE) : 1,
});

const typed = (text = '') => [...text.replace(/\p{Cc}/gu, '').trim()].slice(0, LONGEST_QUERY).join('').trim();

export const plainView: QueueView = readView({});

/** A view in one line, without what it need not say: what is saved under a name, and what links carry on. */
export function viewQuery({ state, type, assignee, due, query, page }: QueueView): string {
  const said = new URLSearchParams();
  if (type !== 'all') said.set('type', type);
  if (assignee !== 'all') said.set('assignee', assignee);
  if (due !== 'all') said.set('due', due);
  if (query) said.set('q', query);
  if (page > 1) said.set('page', String(page));
  // The address without a word leads to what somebody has chosen to see first.
  if (state !== 'undecided' || said.size === 0) said.set('state', state);
  return said.toString();
}

export const viewOf = (query: string): QueueView => readView(Object.fromEntries(new URLSearchParams(query)));

/** The address of a view. A change of filter goes back to the first page. */
export const queueHref = (view: QueueView, change: Partial<QueueView> = {}): string =>
  `/office?${viewQuery({ ...view, page: 1, ...change })}`;

/** Two addresses that show the same list, whichever page of it. */
export const isSameView = (one: QueueView, other: QueueView): boolean => queueHref(one) === queueHref(other);

/** The holder as the database is asked for it. */
export function assigneeIdOf(
  { assignee }: Pick<QueueView, 'assignee'>,
  staffId: string,
): string | null | undefined {
  if (assignee === 'all') return undefined;
  if (assignee === 'unassigned') return null;
  return assignee === 'mine' ? staffId : assignee;
}

/** Whether a piece of work that was in the list belongs there still; sort and search text do not change. */
export function isStillInView(
  { stage, assigneeId, dueAt }: WorkRow,
  filter: Pick<QueueFilter, 'state' | 'assigneeId' | 'due' | 'bounds'>,
): boolean {
  const undecided = undecidedWork.includes(stage);
  if (filter.state === 'undecided' ? !undecided : filter.state !== 'all' && filter.state !== stage)
    return false;
  if (filter.due !== 'all' && !(undecided && isDueWithin(filter.due, dueAt, filter.bounds))) return false;
  return filter.assigneeId === undefined || filter.assigneeId === assigneeId;
}
