import { type HistoryUser, listHistoryUsers } from '../../../db/access-history.ts';
import { type HistoryFilter, type HistoryPage, listHistory } from '../../../db/access-history-list.ts';
import { recordAccess } from '../../../db/events.ts';
import { companiesOf } from '../../../db/group-viewers.ts';
import { earliestHistoryDay, parseHistoryPeriod } from '../../../domain/access-history.ts';
import { type CalendarDate, todayInTokyo } from '../../../domain/calendar-date.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { isGroupViewer } from '../../../domain/web-user.ts';
import type { Context } from '../../context.ts';
import { isKnown, unknownUser } from './export-form.ts';
import { readView } from './filter.ts';
import { listPage } from './list-page.ts';

/** Whose history a page shows: the company's, or one's own. */
export type Whose = 'company' | 'own';

/** A page of the history. The first is an event of it; turning its pages is no further look. */
export async function showHistory(c: Context, whose: Whose) {
  const { db } = c.var.services;
  const today = todayInTokyo(new Date());
  const view = readView(c.req.query(), { from: earliestHistoryDay(today), to: today });
  const users = whose === 'company' ? await usersOf(c, today) : [];
  const period = parseHistoryPeriod(view, today);
  const errors = {
    ...('errors' in period ? period.errors : {}),
    ...(whose === 'own' || isKnown(view.user, users) ? {} : { user: unknownUser }),
  };
  if ('errors' in period || Object.keys(errors).length > 0)
    return c.html(listPage(c, { whose, view, users, errors, today }), 422);

  const filter = { ...(await selected(c, whose, view.user)), period: period.value, group: view.group };
  const page: HistoryPage = await listHistory(db, filter, view.cursor);
  if (!view.cursor)
    await recordAccess(db, c.var.user, operation.accessHistoryView, { address: c.var.address });
  return c.html(listPage(c, { whose, view, users, errors, today, page }));
}

const usersOf = (c: Context, today: CalendarDate): Promise<HistoryUser[]> =>
  listHistoryUsers(c.var.services.db, c.var.user.insuredCode, earliestHistoryDay(today));

/** A group viewer's own acts are in the histories of all its companies. */
async function selected(
  c: Context,
  whose: Whose,
  typedUser: string,
): Promise<Pick<HistoryFilter, 'insuredCodes' | 'webUserId'>> {
  const { user, services } = c.var;
  if (whose === 'company') return { insuredCodes: [user.insuredCode], webUserId: typedUser || undefined };
  const viewed = isGroupViewer(user) ? await companiesOf(services.db, user.webUserId) : [];
  const insuredCodes = new Set([user.insuredCode, ...viewed.map(({ insuredCode }) => insuredCode)]);
  return { insuredCodes: [...insuredCodes], webUserId: user.webUserId };
}
