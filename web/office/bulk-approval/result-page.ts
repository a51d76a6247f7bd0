import type { BulkItemRow } from '../../../db/bulk-approvals.ts';
import type { BulkApproval } from '../../../db/schema/bulk-approvals.ts';
import type { BulkOutcome } from '../../../domain/bulk-approval.ts';
import { stageText } from '../../../domain/change-application.ts';
import { actions, badge, banner, button, dataTable, time } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { forWhom } from '../capacity.ts';
import { problemText } from '../change-applications/refusal-text.ts';
import { staffPage } from '../page.ts';
import { obstacleText } from './judge.ts';
import { applicationLink } from './rows.ts';

const isApproved = (outcome: BulkOutcome | null) => outcome === 'approved' || outcome === 'firstApproval';

/** What became of each; the address stays, so that it can be looked at again, and gone on with where it was interrupted. */
export function resultPage(c: Context, bulk: BulkApproval, items: BulkItemRow[]): Html {
  const left = items.filter(({ outcome }) => outcome === null).length;
  return staffPage(c, {
    title: '一括承認の結果',
    breadcrumb: [{ text: '一括承認', href: '/office/bulk-approval' }, { text: '結果' }],
    lead: html`<span>${time(bulk.askedAt)}${forWhom(bulk)}</span>`,
    notice: html`${summary(items)}${left > 0 && interrupted(c, bulk, left)}`,
    content: html`
      ${dataTable<BulkItemRow>({
        caption: '申込みごとの結果',
        captionHidden: true,
        rows: items,
        columns: [
          {
            header: '番号',
            primary: true,
            width: 'narrow',
            cell: ({ applicationNumber }) => applicationLink(applicationNumber),
          },
          { header: '保険利用者', cell: ({ companyName }) => companyName },
          { header: '結果', cell: ({ outcome }) => outcomeCell(outcome) },
          {
            header: '現在の状態',
            width: 'narrow',
            cell: ({ stage }) => badge(stageBadges[stage], stageText[stage]),
          },
        ],
        empty: { title: '' },
      })}
      ${actions({
        primary: button({ text: '一括承認を続ける', href: '/office/bulk-approval' }),
        back: button({ text: '申込一覧へ', href: '/office' }),
      })}`,
  });
}

function summary(items: BulkItemRow[]): Html {
  const approved = items.filter(({ outcome }) => isApproved(outcome)).length;
  const refused = items.filter(({ outcome }) => outcome !== null && !isApproved(outcome)).length;
  const first = items.filter(({ outcome }) => outcome === 'firstApproval').length;
  const title = `${approved}件を承認しました${refused > 0 ? `。${refused}件は承認していません` : ''}`;
  const body = first > 0 ? `うち${first}件は、2人目の承認が必要です。` : undefined;
  return banner(refused > 0 || approved === 0 ? 'warning' : 'success', title, body, { live: true });
}

const interrupted = (c: Context, { bulkId, staffId }: BulkApproval, left: number): Html =>
  banner(
    'warning',
    `残り${left}件は、まだ処理していません`,
    staffId === c.var.staff.staffId
      ? html`<p>途中で処理を受け付けられなくなりました。しばらくしてから、続きを行ってください。済んだものが二重に承認されることはありません。</p>
        <form method="post" action="/office/bulk-approval/${bulkId}/continuation" data-submit-once>${button({ text: '続きを行う', kind: 'primary' })}</form>`
      : 'この一括承認を行った職員だけが、続きを行えます。',
  );

function outcomeCell(outcome: BulkOutcome | null): Html {
  if (outcome === null) return badge('waiting', '未処理');
  if (outcome === 'approved') return badge('success', '承認しました');
  if (outcome === 'firstApproval')
    return html`<span>${badge('info', '1人目の承認')} 2人目の承認が必要です</span>`;
  return html`<span>${badge('danger', '承認していません')} ${refusalText(outcome)}</span>`;
}

const refusalText = (outcome: Exclude<BulkOutcome, 'approved' | 'firstApproval'>): string =>
  outcome === 'changedMeanwhile' ? problemText.changedMeanwhile.title : obstacleText(outcome);
