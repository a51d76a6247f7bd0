import { type HistoryUser, listHistoryUsers } from '../../../db/access-history.ts';
import { type HistoryCursor, type HistoryPage, listHistory } from '../../../db/access-history-list.ts';
import { type AccessHistoryPeriod, earliestHistoryDay } from '../../../domain/access-history.ts';
import { addDays, todayInTokyo } from '../../../domain/calendar-date.ts';
import { button, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { selectField } from '../../fields.ts';
import { historyList, operationGroupOptions } from '../../history-list.ts';
import { type Html, html } from '../../html.ts';
import { type HistoryView, readView } from '../../portal/access-history/filter.ts';
import { tabPath } from './paths.ts';

/** Everything that is kept: staff are not bound to the year that customers may ask for. */
function allThatIsKept(): AccessHistoryPeriod {
  const today = todayInTokyo(new Date());
  return { from: addDays(today, -100 * 366), to: today };
}

/** アクセス履歴: what was done in the name of a company, the latest first. */
export async function historyTab(c: Context, insuredCode: string): Promise<Html> {
  const { db } = c.var.services;
  const period = allThatIsKept();
  const view = readView(c.req.query(), period);
  const filter = {
    insuredCodes: [insuredCode],
    webUserId: view.user || undefined,
    group: view.group,
    period,
  };
  const [page, users] = await Promise.all([
    listHistory(db, filter, view.cursor),
    listHistoryUsers(db, insuredCode, earliestHistoryDay(period.to)),
  ]);
  return html`${filterForm(insuredCode, view, users)}
    ${section({
      title: 'アクセス履歴',
      content: historyList(page, {
        withUser: !view.user,
        withCompany: false,
        href: (cursor) => hrefOf(insuredCode, view, cursor),
        emptyBody: 'Webユーザーがログインなどの操作をすると、ここに表示されます。',
      }),
    })}`;
}

/** The address of a page with the same filter. */
function hrefOf(
  insuredCode: string,
  { user, group }: HistoryView,
  { side, at, accessEventId }: HistoryCursor,
) {
  const said = new URLSearchParams({ [side]: `${at}-${accessEventId}` });
  if (user) said.set('user', user);
  if (group) said.set('group', group);
  return `${tabPath(insuredCode, 'history')}?${said}`;
}

const filterForm = (insuredCode: string, { user, group }: HistoryView, users: HistoryUser[]): Html =>
  html`<form class="filters" method="get" action="${tabPath(insuredCode, 'history')}" role="search" aria-label="アクセス履歴の絞り込み">
    ${selectField({
      name: 'user',
      label: 'Webユーザー',
      mark: false,
      value: user,
      blank: '（全ユーザー指定）',
      width: 'full',
      options: users.map(({ webUserId, name }) => ({
        value: webUserId,
        text: name ? `${webUserId}　${name}` : webUserId,
      })),
    })}
    ${selectField({
      name: 'group',
      label: '操作の種類',
      mark: false,
      value: group,
      blank: 'すべて',
      width: 'full',
      options: operationGroupOptions,
    })}
    ${button({ text: '絞り込む' })}
  </form>`;

/** A user's latest acts, with the way to the rest of them. */
export async function latestOf(
  c: Context,
  { insuredCode, webUserId }: { insuredCode: string; webUserId: string },
): Promise<Html> {
  const filter = { insuredCodes: [insuredCode], webUserId, period: allThatIsKept() };
  const { events }: HistoryPage = await listHistory(c.var.services.db, filter);
  const all = `${tabPath(insuredCode, 'history')}?${new URLSearchParams({ user: webUserId })}`;
  return section({
    title: '最近のアクセス履歴',
    aside: button({ text: 'すべて見る', kind: 'quiet', size: 'small', href: all }),
    content: historyList(
      { events: events.slice(0, LATEST) },
      {
        withUser: false,
        withCompany: false,
        href: () => all,
        emptyBody: 'ログインなどの操作をすると、ここに表示されます。',
      },
    ),
  });
}

const LATEST = 10;
