import type { HistoryUser } from '../../../db/access-history.ts';
import type { HistoryPage } from '../../../db/access-history-list.ts';
import { earliestHistoryDay } from '../../../domain/access-history.ts';
import type { CalendarDate } from '../../../domain/calendar-date.ts';
import { isGroupViewer } from '../../../domain/web-user.ts';
import { actions, button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { columns, dateField, errorSummary, selectField } from '../../fields.ts';
import { historyList, operationGroupOptions } from '../../history-list.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import { userField } from './export-page.ts';
import { type HistoryView, historyHref } from './filter.ts';
import type { Whose } from './list.ts';

interface ListPage {
  whose: Whose;
  view: HistoryView;
  users: HistoryUser[];
  errors: Partial<Record<'from' | 'to' | 'user', string>>;
  today: CalendarDate;
  /** Where there are no errors. */
  page?: HistoryPage;
}

const paths: Record<Whose, string> = { company: '/access-history', own: '/access-history/own' };
const leads: Record<Whose, string> = {
  company: '貴社のWebユーザーがWebサービスで行った操作を、新しい順に表示しています。',
  own: 'ご自身がWebサービスで行った操作を、新しい順に表示しています。心当たりのない操作があるときは、パスワードを変更してください。',
};

export function listPage(c: Context, list: ListPage): Html {
  const { whose, errors, page } = list;
  return userPage(c, {
    title: 'アクセス履歴照会',
    width: 'wide',
    lead: leads[whose],
    ...(whose === 'company' ? { trail: [{ text: 'アクセス履歴出力', href: '/access-history/export' }] } : {}),
    content: html`
      ${errorSummary(Object.entries(errors).map(([name, message]) => ({ name, message })))}
      ${searchForm(list)}
      ${page && events(c, list, page)}
      ${actions({ back: button({ text: '戻る', href: whose === 'company' ? '/access-history/export' : '/' }) })}`,
  });
}

function searchForm({ whose, view, users, errors, today }: ListPage): Html {
  const earliest = earliestHistoryDay(today);
  const day = (name: 'from' | 'to', label: string) =>
    dateField({
      name,
      label,
      mark: false,
      value: view[name],
      error: errors[name],
      min: earliest,
      max: today,
    });
  return html`<form method="get" action="${paths[whose]}" class="form" role="search" aria-label="アクセス履歴の絞り込み">
    ${columns([day('from', '開始日'), day('to', '終了日')])}
    ${columns([
      ...(whose === 'company'
        ? [userField({ users, value: view.user, error: errors.user, mark: false })]
        : []),
      selectField({
        name: 'group',
        label: '操作の種類',
        mark: false,
        value: view.group,
        blank: 'すべて',
        width: 'l',
        options: operationGroupOptions,
      }),
    ])}
    ${actions({ primary: button({ text: '検索' }) })}
  </form>`;
}

function events(c: Context, { whose, view }: ListPage, page: HistoryPage): Html {
  return historyList(page, {
    withUser: whose === 'company',
    withCompany: whose === 'own' && isGroupViewer(c.var.user),
    href: (cursor) => historyHref(paths[whose], view, cursor),
    emptyBody:
      '指定した条件に合致するアクセス履歴が存在しません。条件を変更し、再度「検索」ボタンをクリックしてください。',
  });
}
