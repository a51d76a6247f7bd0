import { QUEUE_PAGE_SIZE } from '../../../db/office-queue.ts';
import { COUNTED_AT_MOST } from '../../../db/office-queue-counts.ts';
import { listViews } from '../../../db/queue-views.ts';
import type { Staff } from '../../../db/schema/staff.ts';
import { canHandOver } from '../../../domain/staff.ts';
import { mayStaff } from '../../access.ts';
import { button, pagination, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { formatNumber } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { countIn, isAtLeast } from './counts.ts';
import { isSameView, plainView, type QueueView, queueHref, viewQuery } from './filter.ts';
import { filterLinks, searchForm, viewLinks } from './filter-bar.ts';
import { keysDialog, keysOpener } from './keys-dialog.ts';
import type { QueueList } from './load.ts';
import { queueTable } from './table.ts';

/** Seconds between two looks. */
const LOOKS_EVERY = 10;

/** 申込一覧; `results` say what became of what was pressed. */
export async function queuePage(c: Context, list: QueueList, results?: Html): Promise<Html> {
  const views = await listViews(c.var.services.db, c.var.staff.staffId);
  return staffPage(c, {
    title: '申込一覧',
    lead: '期限の近い順です。期限を過ぎたものを先頭に表示しています。',
    titleAside: keysOpener,
    content: html`
      ${viewLinks(list.view, views)}
      ${searchForm(list)}
      <div id="queue-results" class="queue-results" aria-live="polite">${results}</div>
      ${queueList(c.var.staff, list)}
      ${keysDialog('queue')}`,
  });
}

/** The part that updates by itself. Only its news is read out: nobody wants to hear a table every ten seconds. */
export function queueList(staff: Staff, list: QueueList): Html {
  const polling = {
    'hx-get': pollHref(list),
    'hx-trigger': `every ${LOOKS_EVERY}s`,
    'hx-swap': 'outerMorph',
    'hx-target': 'this',
  };
  return html`<div class="live queue" id="queue"${attributes(polling)}>
    ${filterLinks(list)}
    <div class="queue-news" role="status">${news(list)}</div>
    ${mayStaff(staff, 'applications:work') ? workForm(staff, list) : table(staff, list)}
    ${pages(list)}
    <p class="live-updated">最終更新 ${time(list.bounds.now)}<span class="only-script">　自動で更新されます</span><span class="no-script">　<a href="${hrefOf(list)}">最新の状況を表示する</a></span></p>
  </div>`;
}

const hrefOf = ({ view }: QueueList) => queueHref(view, { page: view.page });

/** Asks what became of the rows that are on the screen; an empty list asks for whatever there is. */
function pollHref(list: QueueList): string {
  const { numbers, at } = list.drawn;
  if (numbers.length === 0) return hrefOf(list);
  return `${hrefOf(list)}&${new URLSearchParams({ shown: numbers.join(' '), drawn: at.toISOString() })}`;
}

/** What has come in waits beside the list until somebody asks for it: no row moves under the mouse. */
function news(list: QueueList): Html | undefined {
  const { fresh, gained } = list.waiting;
  if (fresh + gained === 0) return undefined;
  const what = gained === 0 ? '新しい申込みが' : 'この一覧に加わった申込みが';
  const href = hrefOf(list);
  return html`<p>${what}${formatNumber(fresh + gained)}件あります。<a href="${href}"${attributes({ 'hx-get': href, 'hx-target': '#queue', 'hx-swap': 'outerMorph' })}>一覧に表示する</a></p>`;
}

/** One form around the table: what is pressed in a row concerns it alone, what is pressed below concerns all that is ticked. */
function workForm(staff: Staff, list: QueueList): Html {
  const { drawn, view, rows } = list;
  const inherited = {
    'hx-target:inherited': '#queue',
    'hx-swap:inherited': 'outerMorph',
    // The answer is newer than that of a look that is under way.
    'hx-sync:inherited': '#queue:replace',
  };
  return html`<form method="post" action="/office/queue/assignments" class="queue-form" id="work"${attributes(inherited)}>
    <input type="hidden" name="press" value="${crypto.randomUUID()}">
    <input type="hidden" name="queue" value="${viewQuery(view)}">
    <input type="hidden" name="shown" value="${drawn.numbers.join(' ')}">
    <input type="hidden" name="drawn" value="${drawn.at.toISOString()}">
    ${rows.length > 0 && html`<div class="select-all"><label class="choice only-script"><input type="checkbox" data-select-all autocomplete="off"><span>表示中の${rows.length}件をすべて選択</span></label>${extent(list)}</div>`}
    ${table(staff, list)}
    ${rows.length > 0 && bulkBar(staff)}
  </form>`;
}

/** Stands at the foot of the screen while something is ticked. */
const bulkBar = (staff: Staff): Html => html`<div class="bulk" role="group" aria-label="選択した申込みの操作">
  <p><span class="only-script"><strong class="number" data-selected-count>0</strong>件を選択中</span><span class="no-script">選択した申込みを</span></p>
  ${button({ text: '担当する', name: 'act', value: 'claim', attributes: { 'hx-post': '/office/queue/assignments' } })}
  ${button({ text: '担当を外す', name: 'act', value: 'release', attributes: { 'hx-post': '/office/queue/assignments' } })}
  ${button({ text: '引き継ぐ', attributes: { formaction: '/office/queue/hand-over' } })}
  ${mayStaff(staff, 'applications:approve') && button({ text: '一括承認', attributes: { formaction: '/office/bulk-approval' } })}
  ${button({ text: '選択を解除', kind: 'quiet', type: 'button', attributes: { 'data-select-none': true } })}
</div>`;

/** Which part of the list this is. */
function extent({ view, counts, rows }: QueueList): Html | undefined {
  const total = countIn(counts, view);
  const first = (view.page - 1) * QUEUE_PAGE_SIZE + 1;
  if (total <= rows.length) return undefined;
  return html`<p class="help number">${formatNumber(total)}件${isAtLeast(counts, view) && '以上'}のうち${formatNumber(first)}〜${formatNumber(first + rows.length - 1)}件目</p>`;
}

const table = (staff: Staff, { rows, bounds, left, view }: QueueList): Html =>
  queueTable(rows, {
    bounds,
    left,
    queue: viewQuery(view),
    worker: mayStaff(staff, 'applications:work')
      ? { staffId: staff.staffId, oversees: canHandOver(staff) }
      : undefined,
    empty: emptyText(view),
  });

/** Of decided work no more pages are offered than were counted: it is found by searching. */
function pages({ view, counts }: QueueList): Html {
  const total = countIn(counts, view);
  const last = Math.ceil(total / QUEUE_PAGE_SIZE);
  const more =
    isAtLeast(counts, view) &&
    view.page >= last &&
    html`<p class="help">${formatNumber(COUNTED_AT_MOST)}件を超える古い申込みは一覧に表示しません。番号・保険利用者・担当者で検索してください。</p>`;
  return html`${pagination({ page: view.page, pages: last, href: (page) => queueHref(view, { page }) })}${more}`;
}

const emptyText = (view: QueueView) =>
  isSameView(view, plainView)
    ? {
        title: '決裁を待つ申込みはありません',
        body: '新しい申込みが届くと、ここに自動で表示されます。',
      }
    : {
        title: '条件に合う申込みはありません',
        body: '種類・状態・期限・担当・検索条件を変えると、ほかの申込みが表示されます。',
      };
