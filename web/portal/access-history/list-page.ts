import type { HistoryUser } from '../../../db/access-history.ts';
import type { HistoryEvent, HistoryPage } from '../../../db/access-history-list.ts';
import { earliestHistoryDay } from '../../../domain/access-history.ts';
import type { CalendarDate } from '../../../domain/calendar-date.ts';
import { operationGroups, operationText } from '../../../domain/operation-catalogue.ts';
import { isGroupViewer } from '../../../domain/web-user.ts';
import { actions, banner, button, type Column, dataTable, formatDateTime } from '../../components.ts';
import type { Context } from '../../context.ts';
import { columns, dateField, errorSummary, selectField } from '../../fields.ts';
import { escaped, type Html, html, raw } from '../../html.ts';
import { icon } from '../../icons.ts';
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
        options: Object.entries(operationGroups).map(([value, text]) => ({
          value,
          text: value === 'P' ? text : `${value}　${text}`,
        })),
      }),
    ])}
    ${actions({ primary: button({ text: '検索' }) })}
  </form>`;
}

function events(c: Context, { whose, view }: ListPage, page: HistoryPage): Html {
  const path = paths[whose];
  const severalCompanies = whose === 'own' && isGroupViewer(c.var.user);
  return html`
    ${page.events.length === 0 && page.older && stillOlder}
    ${
      (page.events.length > 0 || !page.older) &&
      dataTable<HistoryEvent>({
        caption: 'アクセス履歴',
        captionHidden: true,
        rows: page.events,
        columns: shownColumns(whose, severalCompanies),
        empty: {
          title: '対象データがありません',
          body: '指定した条件に合致するアクセス履歴が存在しません。条件を変更し、再度「検索」ボタンをクリックしてください。',
        },
      })
    }
    <nav class="pagination" aria-label="アクセス履歴のページ"><ul>
      ${page.newer && html`<li><a href="${historyHref(path, view, page.newer)}" rel="prev">${icon('back')}新しい履歴</a></li>`}
      ${page.older && html`<li><a href="${historyHref(path, view, page.older)}" rel="next">古い履歴${icon('arrow')}</a></li>`}
    </ul></nav>`;
}

const stillOlder = banner(
  'info',
  'ここまでの期間に、この種類の操作はありません',
  '「古い履歴」をクリックすると、さらに前の履歴から探します。',
);

/** One string a cell: fifty rows cost as much as one template. */
const shownColumns = (whose: Whose, severalCompanies: boolean): Column<HistoryEvent>[] => [
  { header: 'アクセス日時', width: 'narrow', cell: ({ at }) => number(formatDateTime(at)) },
  ...(severalCompanies
    ? [{ header: '保険利用者コード', cell: ({ insuredCode }: HistoryEvent) => number(insuredCode) }]
    : []),
  ...(whose === 'company'
    ? [
        {
          header: 'WebユーザーID',
          width: 'narrow' as const,
          cell: ({ webUserId }: HistoryEvent) => number(webUserId),
        },
      ]
    : []),
  { header: '操作内容', primary: true, cell: ({ operation }) => operationText(operation) },
  { header: '氏名', width: 'narrow', cell: ({ actorName }) => actorName },
  {
    header: '所属名・役職名',
    cell: ({ actorDepartment, actorTitle }) => [actorDepartment, actorTitle].filter(Boolean).join('　'),
  },
  { header: '接続元IPアドレス', width: 'narrow', cell: ({ address }) => number(address || '不明') },
];

const number = (text: string) => raw(`<span class="number">${escaped(text)}</span>`);
