import type { QueueFilter } from '../../../db/office-queue.ts';
import type { WorkRow } from '../../../db/office-work-rows.ts';
import type { SeenView } from '../../../db/queue-views.ts';
import { SOON_BUSINESS_DAYS } from '../../../domain/due-window.ts';
import { button } from '../../components.ts';
import { selectField, textField } from '../../fields.ts';
import { formatNumber } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { countIn, countsByHolder, isAtLeast } from './counts.ts';
import {
  assignees,
  dueWindows,
  isSameView,
  LONGEST_QUERY,
  plainView,
  type QueueView,
  queueHref,
  states,
  types,
  viewOf,
  viewQuery,
} from './filter.ts';
import type { QueueList } from './load.ts';
import { workStageText, workTypeText } from './work-text.ts';

/** What was saved under a name, and the way to save what is shown now. */
export function viewLinks(view: QueueView, views: readonly SeenView[]): Html {
  const saved = views.map(({ name, query }) => ({ name, view: viewOf(query) }));
  const isSaved = saved.some((one) => isSameView(one.view, view));
  return html`<div class="queue-views">
    <nav class="choice-links" aria-label="保存した条件"><span aria-hidden="true">条件</span><ul>
      <li><a href="${queueHref(plainView)}"${attributes({ 'aria-current': isSameView(view, plainView) ? 'true' : undefined })}>未決裁すべて</a></li>
      ${saved.map((one) => html`<li><a href="${queueHref(one.view)}"${attributes({ 'aria-current': isSameView(one.view, view) ? 'true' : undefined })}>${one.name}</a></li>`)}
    </ul></nav>
    <p class="queue-views-actions">${!isSaved && !isSameView(view, plainView) && html`<a href="/office/queue-views/new?${new URLSearchParams({ queue: viewQuery({ ...view, page: 1 }) }).toString()}">この条件を保存</a>`}<a href="/office/queue-views">保存した条件の管理</a></p>
  </div>`;
}

/** What is typed or picked from a long list; the filters of one press are links below it. */
export const searchForm = ({ view, colleagues }: Pick<QueueList, 'view' | 'colleagues'>): Html => html`
  <form class="filters" method="get" action="/office" role="search" aria-label="申込みの検索">
    ${[kept('state', view.state, 'undecided'), kept('type', view.type, 'all'), kept('due', view.due, 'all')]}
    ${textField({
      name: 'q',
      label: '番号・保険利用者コード・保険利用者名',
      mark: false,
      type: 'search',
      value: view.query,
      width: 'full',
      autocomplete: 'off',
      maxlength: LONGEST_QUERY,
    })}
    ${selectField({
      name: 'assignee',
      label: '担当者',
      mark: false,
      blank: false,
      value: view.assignee,
      width: 'full',
      options: assigneeOptions(view, colleagues),
    })}
    ${button({ text: '検索' })}
    ${view.query && button({ text: '検索条件を消す', kind: 'quiet', href: queueHref(view, { query: '' }) })}
  </form>`;

/** `state` is always said: the address without a word leads to what somebody has chosen to see first. */
const kept = (name: string, value: string, unsaid: string): Html | false =>
  (value !== unsaid || name === 'state') && html`<input type="hidden" name="${name}" value="${value}">`;

const assigneeOptions = ({ assignee }: QueueView, colleagues: QueueList['colleagues']) => [
  ...assignees.map((value) => ({ value, text: assigneeText[value] })),
  ...colleagues.map(({ staffId, name, suspended }) => ({
    value: staffId,
    text: suspended ? `${name}（利用停止中）` : name,
  })),
  ...(nameOf(assignee, colleagues) ? [] : [{ value: assignee, text: assignee }]),
];

const isReserved = (assignee: string): assignee is (typeof assignees)[number] =>
  assignees.some((one) => one === assignee);

const nameOf = (assignee: string, colleagues: QueueList['colleagues']): string | undefined =>
  isReserved(assignee)
    ? assigneeText[assignee]
    : colleagues.find(({ staffId }) => staffId === assignee)?.name;

/** One press each, with how much it would show. */
export function filterLinks({ view, counts, colleagues }: QueueList): Html {
  const counted = (change: Partial<QueueView>) => ({
    count: countIn(counts, view, change),
    atLeast: 'state' in change && isAtLeast(counts, { state: change.state ?? view.state }),
  });
  const holders: string[] = isReserved(view.assignee) ? [...assignees] : [...assignees, view.assignee];
  return html`<div class="queue-filters">
    ${choices('種類', types, view.type, (type) => ({ text: typeText(type), href: queueHref(view, { type }) }))}
    ${choices('状態', shownStates(view), view.state, (state) => ({ text: stateText(state, view.type), href: queueHref(view, { state }), ...counted({ state }) }))}
    ${choices('期限', dueWindows, view.due, (due) => ({ text: dueText[due], href: queueHref(view, { due }), ...(due === 'all' ? {} : counted({ due })) }))}
    ${choices('担当', holders, view.assignee, (assignee) => ({ text: nameOf(assignee, colleagues) ?? assignee, href: queueHref(view, { assignee }), ...(assignee === 'all' || !countsByHolder(view) ? {} : counted({ assignee })) }))}
  </div>`;
}

interface Choice {
  text: string;
  href: string;
  count?: number;
  atLeast?: boolean;
}

function choices<Value extends string>(
  label: string,
  values: readonly Value[],
  chosen: Value,
  choice: (value: Value) => Choice,
): Html {
  return html`<nav class="choice-links" aria-label="${label}で絞り込む"><span aria-hidden="true">${label}</span><ul>${values.map(
    (value) => {
      const { text, href, count, atLeast } = choice(value);
      return html`<li><a href="${href}"${attributes({ 'aria-current': value === chosen ? 'true' : undefined, 'data-none': count === 0 })}>${text}${
        count !== undefined &&
        html`<span class="count">${formatNumber(count)}${atLeast && '+'}<span class="visually-hidden">件${atLeast && '以上'}</span></span>`
      }</a></li>`;
    },
  )}</ul></nav>`;
}

const stateText = (state: QueueFilter['state'], type: QueueFilter['type']): string =>
  state === 'undecided' ? '未決裁' : state === 'all' ? 'すべて' : workStageText(state, type);

const typeText = (type: QueueFilter['type']): string => (type === 'all' ? 'すべて' : workTypeText[type]);

const dueText: Record<QueueFilter['due'], string> = {
  all: 'すべて',
  overdue: '期限超過',
  today: '本日',
  soon: `${SOON_BUSINESS_DAYS}営業日以内`,
  later: 'それ以降',
};

const assigneeText: Record<(typeof assignees)[number], string> = {
  all: 'すべて',
  mine: '自分',
  unassigned: '未割当',
};

/** Stages that the chosen sort of work does not know are left out. */
const shownStates = ({ type, state }: QueueView) =>
  states.filter((one) => one === state || type === 'all' || !foreign[type].includes(one));

const foreign: Record<WorkRow['type'], readonly QueueFilter['state'][]> = {
  change: ['entered', 'registered'],
  registration: ['secondApproval', 'entered', 'returned', 'applied', 'withdrawn', 'expired'],
  groupViewer: [
    'received',
    'inReview',
    'secondApproval',
    'returned',
    'approved',
    'registered',
    'withdrawn',
    'expired',
  ],
};

/** A view in words, as a name to save it under and for whoever hears the list. */
export function describeView(view: QueueView, colleagues: QueueList['colleagues']): string {
  const said = [
    view.type !== 'all' && typeText(view.type),
    view.state === 'all' ? '状態：すべて' : stateText(view.state, view.type),
    view.due !== 'all' && `期限：${dueText[view.due]}`,
    view.assignee !== 'all' && `担当：${nameOf(view.assignee, colleagues) ?? view.assignee}`,
    view.query && `「${view.query}」`,
  ];
  return said.filter(Boolean).join('・');
}
