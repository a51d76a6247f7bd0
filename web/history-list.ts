import type { HistoryCursor, HistoryEvent, HistoryPage } from '../db/access-history-list.ts';
import { operationGroups, operationText } from '../domain/operation-catalogue.ts';
import { banner, type Column, dataTable, formatDateTime } from './components.ts';
import { escaped, type Html, html, raw } from './html.ts';
import { icon } from './icons.ts';

/** What a list can be narrowed to: the manual's groups with their numbers, and the portal's own. */
export const operationGroupOptions = Object.entries(operationGroups).map(([value, text]) => ({
  value,
  text: value === 'P' ? text : `${value}　${text}`,
}));

interface HistoryList {
  /** Whose act it was; left out in a list of one person's. */
  withUser: boolean;
  /** In the name of which company. */
  withCompany: boolean;
  href: (cursor: HistoryCursor) => string;
  emptyBody: string;
}

/** A page of the access history with the ways to the newer and the older ones. */
export const historyList = (page: HistoryPage, list: HistoryList): Html => html`
  ${page.events.length === 0 && page.older && stillOlder}
  ${
    (page.events.length > 0 || !page.older) &&
    dataTable<HistoryEvent>({
      caption: 'アクセス履歴',
      captionHidden: true,
      rows: page.events,
      columns: columnsOf(list),
      empty: { title: '対象データがありません', body: list.emptyBody },
    })
  }
  <nav class="pagination" aria-label="アクセス履歴のページ"><ul>
    ${page.newer && html`<li><a href="${list.href(page.newer)}" rel="prev">${icon('back')}新しい履歴</a></li>`}
    ${page.older && html`<li><a href="${list.href(page.older)}" rel="next">古い履歴${icon('arrow')}</a></li>`}
  </ul></nav>`;

const stillOlder = banner(
  'info',
  'ここまでの期間に、この種類の操作はありません',
  '「古い履歴」をクリックすると、さらに前の履歴から探します。',
);

/** One string a cell: fifty rows cost as much as one template. */
const columnsOf = ({ withUser, withCompany }: HistoryList): Column<HistoryEvent>[] => [
  { header: 'アクセス日時', width: 'narrow', cell: ({ at }) => number(formatDateTime(at)) },
  ...(withCompany
    ? [{ header: '保険利用者コード', cell: ({ insuredCode }: HistoryEvent) => number(insuredCode) }]
    : []),
  ...(withUser
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
