import {
  QUEUE_PAGE_SIZE,
  type QueueFilter,
  type QueueRow,
  undecidedWork,
  type WorkStage,
} from '../../../db/office-queue.ts';
import { button, liveStatus, pagination } from '../../components.ts';
import type { Context } from '../../context.ts';
import { textField } from '../../fields.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { assignees, type QueueView, queueHref, states, types } from './filter.ts';
import { queueTable } from './table.ts';
import { workStageText, workTypeText } from './work-text.ts';

export interface QueueList {
  view: QueueView;
  rows: QueueRow[];
  counts: Partial<Record<WorkStage, number>>;
  now: Date;
}

/** Seconds between two looks; each costs two indexed queries. */
const LOOKS_EVERY = 10;

export const queuePage = (c: Context, list: QueueList): Html =>
  staffPage(c, {
    title: '申込一覧',
    lead: '期限の近い順です。期限を過ぎたものを先頭に表示しています。',
    refreshSeconds: 60,
    content: html`
      ${searchForm(list.view)}
      ${queueList(list)}`,
  });

const searchForm = ({ state, type, assignee, query }: QueueView): Html => html`
  <form class="filters" method="get" action="/office" role="search" aria-label="申込みの検索">
    ${state !== 'undecided' && html`<input type="hidden" name="state" value="${state}">`}
    ${type !== 'all' && html`<input type="hidden" name="type" value="${type}">`}
    ${assignee !== 'all' && html`<input type="hidden" name="assignee" value="${assignee}">`}
    ${textField({
      name: 'q',
      label: '番号・保険利用者コード・保険利用者名',
      mark: false,
      type: 'search',
      value: query,
      width: 'full',
      autocomplete: 'off',
      maxlength: 100,
    })}
    ${button({ text: '検索' })}
    ${query && button({ text: '検索条件を消す', kind: 'quiet', href: queueHref({ state, type, assignee, query: '', page: 1 }) })}
  </form>`;

/** The part that updates by itself: filters with their counts, and the table. */
export const queueList = ({ view, rows, counts, now }: QueueList): Html =>
  liveStatus({
    id: 'queue',
    url: queueHref(view, { page: view.page }),
    everySeconds: LOOKS_EVERY,
    updatedAt: now,
    content: html`<div class="queue">
      <div class="queue-filters">
        ${choices('種類', types, view.type, (type) => ({ text: typeText(type), href: queueHref(view, { type }) }))}
        ${choices('状態', shownStates(view), view.state, (state) => ({ text: stateText(state, view.type), href: queueHref(view, { state }), count: countOf(state, counts) }))}
        ${choices('担当', assignees, view.assignee, (assignee) => ({ text: assigneeText[assignee], href: queueHref(view, { assignee }) }))}
      </div>
      ${queueTable(rows, { now, ...emptyText(view) })}
      ${pagination({ page: view.page, pages: Math.ceil(countOf(view.state, counts) / QUEUE_PAGE_SIZE), href: (page) => queueHref(view, { page }) })}
    </div>`,
  });

function choices<Value extends string>(
  label: string,
  values: readonly Value[],
  chosen: Value,
  choice: (value: Value) => { text: string; href: string; count?: number },
): Html {
  return html`<nav class="choice-links" aria-label="${label}で絞り込む"><span aria-hidden="true">${label}</span><ul>${values.map(
    (value) => {
      const { text, href, count } = choice(value);
      return html`<li><a href="${href}"${attributes({ 'aria-current': value === chosen ? 'true' : undefined, 'data-none': count === 0 })}>${text}${
        count !== undefined &&
        html`<span class="count">${count}<span class="visually-hidden">件</span></span>`
      }</a></li>`;
    },
  )}</ul></nav>`;
}

const stateText = (state: QueueFilter['state'], type: QueueFilter['type']): string =>
  state === 'undecided' ? '未決裁' : state === 'all' ? 'すべて' : workStageText(state, type);

const typeText = (type: QueueFilter['type']): string => (type === 'all' ? 'すべて' : workTypeText[type]);

/** Stages that the chosen sort of work does not know are left out. */
const shownStates = ({ type, state }: QueueView) =>
  states.filter((one) => one === state || type === 'all' || !foreign[type].includes(one));

const foreign: Record<QueueRow['type'], readonly QueueFilter['state'][]> = {
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

const assigneeText: Record<QueueFilter['assignee'], string> = {
  all: 'すべて',
  mine: '自分',
  unassigned: '未割当',
};

function countOf(state: QueueFilter['state'], counts: QueueList['counts']): number {
  const counted = (stages: readonly string[]) =>
    Object.entries(counts).reduce((sum, [stage, count]) => sum + (stages.includes(stage) ? count : 0), 0);
  if (state === 'all') return counted(Object.keys(counts));
  return state === 'undecided' ? counted(undecidedWork) : (counts[state] ?? 0);
}

const emptyText = ({ query, type, assignee, state }: QueueView) =>
  query || type !== 'all' || assignee !== 'all' || state !== 'undecided'
    ? {
        emptyTitle: '条件に合う申込みはありません',
        emptyBody: '種類・状態・担当・検索条件を変えると、ほかの申込みが表示されます。',
      }
    : {
        emptyTitle: '決裁を待つ申込みはありません',
        emptyBody: '新しい申込みが届くと、ここに自動で表示されます。',
      };
