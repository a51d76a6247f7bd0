import type { QueueFilter } from '../../../db/office-queue.ts';

/** What the queue's address says: which applications, and which page of them. */
export interface QueueView {
  state: QueueFilter['state'];
  type: QueueFilter['type'];
  assignee: QueueFilter['assignee'];
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

export const assignees = ['all', 'mine', 'unassigned'] as const satisfies QueueFilter['assignee'][];

const LONGEST_QUERY = 100;
const LAST_PAGE = 10_000;

/** Reads the address; what it does not know counts as not said. */
export const readView = (query: Record<string, string | undefined>): QueueView => ({
  state: states.find((state) => state === query.state) ?? 'undecided',
  type: types.find((type) => type === query.type) ?? 'all',
  assignee: assignees.find((assignee) => assignee === query.assignee) ?? 'all',
  query: [...(query.q ?? '').replaceAll('\0', '').trim()].slice(0, LONGEST_QUERY).join(''),
  page: /^[1-9][0-9]*$/.test(query.page ?? '') ? Math.min(Number(query.page), LAST_PAGE) : 1,
});

/** The address of a view, without what it need not say. A change of filter goes back to the first page. */
export function queueHref(view: QueueView, change: Partial<QueueView> = {}): string {
  const { state, type, assignee, query, page } = { ...view, page: 1, ...change };
  const said = new URLSearchParams();
  if (state !== 'undecided') said.set('state', state);
  if (type !== 'all') said.set('type', type);
  if (assignee !== 'all') said.set('assignee', assignee);
  if (query) said.set('q', query);
  if (page > 1) said.set('page', String(page));
  return said.size > 0 ? `/office?${said}` : '/office';
}
