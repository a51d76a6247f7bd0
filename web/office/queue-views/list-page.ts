import type { Holder } from '../../../db/assignment.ts';
import type { SeenView } from '../../../db/queue-views.ts';
import { actions, badge, button, dataTable, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { queueHref, viewOf } from '../queue/filter.ts';
import { describeView } from '../queue/filter-bar.ts';
import { mayChange } from './acts.ts';
import { breadcrumb } from './view-page.ts';

interface Views {
  views: SeenView[];
  holders: Holder[];
}

/** 保存した条件: one's own, what colleagues share, and which of them comes first. */
export function listPage(c: Context, { views, holders }: Views): Html {
  const isOwn = ({ ownerId }: SeenView) => ownerId === c.var.staff.staffId;
  const first = views.find((view) => view.first);
  return staffPage(c, {
    title: '保存した条件',
    breadcrumb: breadcrumb.slice(0, 1).concat({ text: '保存した条件', href: '' }),
    lead: first
      ? html`申込一覧を開くと、最初に「${first.name}」を表示します。`
      : '申込一覧を開くと、最初に未決裁の申込みをすべて表示します。',
    titleAside: first && chooser('', '最初の表示を元に戻す'),
    content: html`
      ${section({ title: '自分の条件', content: table(c, views.filter(isOwn), holders, '一覧で条件を選び、「この条件を保存」を押すと、ここに並びます。') })}
      ${section({
        title: 'ほかの職員が共有している条件',
        content: table(
          c,
          views.filter((view) => !isOwn(view)),
          holders,
          'ほかの職員が条件を共有すると、ここに並びます。',
        ),
      })}
      ${actions({ back: button({ text: '申込一覧へ戻る', href: '/office' }) })}`,
  });
}

const table = (c: Context, views: SeenView[], holders: Holder[], empty: string): Html =>
  dataTable<SeenView>({
    caption: '保存した条件',
    captionHidden: true,
    columns: [
      {
        header: '名前',
        cell: (view) => html`<a href="${queueHref(viewOf(view.query))}">${view.name}</a>`,
        primary: true,
      },
      { header: '条件', cell: (view) => describeView(viewOf(view.query), holders) },
      {
        header: '共有',
        cell: (view) => (view.shared ? `共有（${view.ownerName}）` : '自分だけ'),
        width: 'narrow',
      },
      {
        header: '最初の表示',
        cell: (view) =>
          view.first ? badge('success', '最初に表示') : chooser(view.viewId, '最初に表示する', view.name),
        width: 'narrow',
      },
      {
        header: '操作',
        headerHidden: true,
        cell: (view) =>
          mayChange(c, view) &&
          html`<a href="/office/queue-views/${view.viewId}">変更・削除<span class="visually-hidden">（${view.name}）</span></a>`,
        width: 'narrow',
      },
    ],
    rows: views,
    empty: { title: 'まだありません', body: empty },
  });

const chooser = (viewId: string, text: string, about?: string): Html => html`
  <form method="post" action="/office/queue-views/first" data-submit-once>
    <input type="hidden" name="viewId" value="${viewId}">
    <button class="button" data-kind="quiet" data-size="small">${text}${about && html`<span class="visually-hidden">（${about}）</span>`}</button>
  </form>`;
