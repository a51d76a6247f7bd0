import { type ExportState, exportState } from '../../../db/access-history-exports.ts';
import type { AccessHistoryExport } from '../../../db/schema/access-history-exports.ts';
import { accessHistoryEncodingText, accessHistoryLayoutText } from '../../../domain/access-history.ts';
import { formatCalendarDate } from '../../../domain/calendar-date.ts';
import {
  type BadgeKind,
  badge,
  dataTable,
  formatNumber,
  liveStatus,
  section,
  time,
} from '../../components.ts';
import { escaped, type Html, html, raw } from '../../html.ts';

/** How far the company's latest downloads are: asked for every second while one runs, and again once one is begun. */
export const exportStatus = ({ exports, now }: { exports: AccessHistoryExport[]; now: Date }): Html =>
  section({
    title: 'ダウンロードの状況',
    lead: html`「ダウンロード」をクリックすると、ここに進み具合が表示されます。<span class="no-script">クリックしたあとに<a href="">最新の状況を表示する</a>を選んでください。</span>`,
    content: exportList({ exports, now }),
  });

/** The part that updates by itself. */
export const exportList = ({ exports, now }: { exports: AccessHistoryExport[]; now: Date }): Html =>
  liveStatus({
    id: 'exports',
    url: '/access-history/export/status',
    everySeconds: 1,
    updatedAt: now,
    ended: !exports.some((one) => exportState(one, now) === 'running'),
    // From the body: htmx takes a form that it listens to for one that it is to send itself.
    beginsOn: 'submit from:body target:#download delay:1s',
    content: dataTable({
      caption: 'ダウンロードの状況',
      captionHidden: true,
      rows: exports,
      columns: [
        { header: '開始日時', primary: true, width: 'narrow', cell: ({ startedAt }) => time(startedAt) },
        { header: '条件', width: 'narrow', cell: conditions },
        { header: '状況', cell: (row) => stateCell(row, exportState(row, now)) },
        { header: '出力した件数', align: 'end', width: 'narrow', cell: sentCell },
      ],
      empty: { title: 'ダウンロードはまだありません' },
    }),
  });

const stateText: Record<ExportState, string> = {
  running: 'ダウンロード中',
  finished: '完了',
  left: '中止',
  tooSlow: '時間切れ',
  failed: '失敗',
  interrupted: '中断',
};

const stateKind: Record<ExportState, BadgeKind> = {
  running: 'waiting',
  finished: 'success',
  left: 'neutral',
  tooSlow: 'danger',
  failed: 'danger',
  interrupted: 'danger',
};

const again = 'ファイルは途中までしかありません。破棄して、もう一度ダウンロードしてください。';
const explanation: Record<ExportState, string> = {
  running: '',
  finished: '',
  left: `ブラウザーがダウンロードを取りやめました。${again}`,
  tooSlow: `時間がかかりすぎたため打ち切りました。検索条件を絞り込んでください。${again}`,
  failed: `システムの都合で途中で終わりました。${again}`,
  interrupted: `システムの都合で途中で終わりました。${again}`,
};

const conditions = ({ fromDay, toDay, ofWebUserId, layout, encoding }: AccessHistoryExport): Html =>
  html`<div><span class="number">${formatCalendarDate(fromDay)}～${formatCalendarDate(toDay)}</span><small class="note">${ofWebUserId ?? '全ユーザー'}、${accessHistoryLayoutText[layout]}、${accessHistoryEncodingText[encoding]}</small></div>`;

function stateCell(row: AccessHistoryExport, state: ExportState): Html {
  const { eventsSent, expectedEvents, charactersReplaced } = row;
  return html`<div>${badge(stateKind[state], stateText[state])}
    ${state === 'running' && html`<progress class="progress" max="${Math.max(expectedEvents, eventsSent, 1)}" value="${eventsSent}" aria-label="ダウンロードの進み具合"></progress>`}
    ${explanation[state] && html`<small class="note">${explanation[state]}</small>`}
    ${charactersReplaced > 0 && html`<small class="note">Shift_JISにない文字${formatNumber(charactersReplaced)}字を「〓」に置き換えました。元の文字が必要な場合は、UTF-8でダウンロードしてください。</small>`}</div>`;
}

const sentCell = ({ eventsSent, expectedEvents, outcome, bytesSent }: AccessHistoryExport): Html =>
  raw(
    outcome === 'finished'
      ? `<span class="number">${escaped(`${formatNumber(eventsSent)}件`)}<small class="note">${escaped(formatSize(bytesSent))}</small></span>`
      : `<span class="number">${escaped(`${formatNumber(eventsSent)}／${formatNumber(expectedEvents)}件`)}</span>`,
  );

/** 812KB, 5.2MB: as Explorer and Finder have it. */
export function formatSize(bytes: number): string {
  const kilobytes = bytes / 1024;
  if (kilobytes < 1000) return `${formatNumber(Math.max(1, Math.round(kilobytes)))}KB`;
  return `${(kilobytes / 1024).toFixed(1)}MB`;
}
