import type { HistoryCursor } from '../../../db/access-history-list.ts';
import type { AccessHistoryPeriod, PeriodInput } from '../../../domain/access-history.ts';
import { isOperationGroup, type OperationGroup } from '../../../domain/operation-catalogue.ts';
import { typedId } from '../../answer.ts';

/** What the address of a list says, the days and the ID as they were typed. */
export interface HistoryView extends PeriodInput {
  /** Empty for （全ユーザー指定）. */
  user: string;
  group: OperationGroup | undefined;
  cursor: HistoryCursor | undefined;
}

/** Reads the address; days that it leaves out are those of `usual`. */
export const readView = (
  query: Record<string, string | undefined>,
  usual: AccessHistoryPeriod,
): HistoryView => ({
  from: query.from ?? usual.from,
  to: query.to ?? usual.to,
  user: typedId(query.user),
  group: query.group && isOperationGroup(query.group) ? query.group : undefined,
  cursor: readCursor(query),
});

function readCursor({ older, newer }: Record<string, string | undefined>): HistoryCursor | undefined {
  const [, at, accessEventId] = /^([0-9]{1,17})-([0-9]{1,18})$/.exec(older ?? newer ?? '') ?? [];
  return at && accessEventId ? { side: older ? 'older' : 'newer', at, accessEventId } : undefined;
}

/** The address of a page with the same filter. */
export function historyHref(
  path: string,
  { from, to, user, group }: HistoryView,
  cursor?: HistoryCursor,
): string {
  const said = new URLSearchParams({ from, to });
  if (user) said.set('user', user);
  if (group) said.set('group', group);
  if (cursor) said.set(cursor.side, `${cursor.at}-${cursor.accessEventId}`);
  return `${path}?${said}`;
}
