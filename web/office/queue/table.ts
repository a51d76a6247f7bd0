import { undecidedWork, type WorkStage } from '../../../db/office-work.ts';
import type { WorkRow } from '../../../db/office-work-rows.ts';
import { type DueBounds, type Urgency, urgencyOf } from '../../../domain/due-window.ts';
import { groupViewerRequestText } from '../../../domain/group-viewer.ts';
import { fieldsOf, type InsuredPartyKind, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { badge, type Column, dataTable } from '../../components.ts';
import { formatDate, formatTime } from '../../format.ts';
import { escaped, type Html, raw } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { registrationBadges } from '../registrations/stage-badge.ts';
import { workHref, workName, workStageText, workTypeText } from './work-text.ts';

export interface TableOptions {
  bounds: DueBounds;
  left: ReadonlySet<string>;
  /** The list in one line, for the way back and on. */
  queue: string;
  /** Who looks; nothing where they only see. */
  worker: { staffId: string; oversees: boolean } | undefined;
  empty: { title: string; body: string };
}

/** One string a cell and one `escaped` a value: the table is drawn again every few seconds for everybody. */
export const queueTable = (rows: WorkRow[], options: TableOptions): Html =>
  dataTable<WorkRow>({
    caption: '申込み',
    captionHidden: true,
    columns: [
      ...(options.worker ? [selection] : []),
      { header: '期限', cell: (row) => dueCell(row, options), width: 'narrow' },
      { header: '番号', cell: (row) => numberCell(row, options), width: 'narrow', primary: true },
      { header: '保険利用者', cell: companyCell },
      { header: '内容', cell: contentCell },
      { header: '状態', cell: (row) => stageCell(row, options), width: 'narrow' },
      { header: '申込日時', cell: (row) => submittedCell(row, options), width: 'narrow' },
      { header: '担当', cell: (row) => assigneeCell(row, options), width: 'narrow' },
    ],
    rows,
    rowAttributes: (row) => ({
      id: `application-${row.number}`,
      'data-overdue': isUndecided(row) && urgencyOf(row.dueAt, options.bounds) === 'overdue',
      'data-left': options.left.has(row.number),
    }),
    empty: options.empty,
  });

const selection: Column<WorkRow> = {
  header: '選択',
  headerHidden: true,
  cell: (row) =>
    raw(
      `<input type="checkbox" name="number" value="${escaped(row.number)}" aria-label="${escaped(`${workName(row)}（${row.companyName}）を選択`)}" autocomplete="off">`,
    ),
  width: 'narrow',
};

const isUndecided = ({ stage }: WorkRow) => undecidedWork.includes(stage);
const number = (text: string) => `<span class="number">${escaped(text)}</span>`;
const nothing = raw('<span class="nothing">―</span>');

const urgencyMarks: Record<Urgency, string> = {
  overdue: ` ${badge('danger', '期限超過')}`,
  today: ` ${badge('warning', '本日')}`,
  next: ` ${badge('info', '翌営業日')}`,
  later: '',
};

/** 11/24（火）; with the year where it is not this one. */
function nearDate(instant: Date, now: Date): string {
  const [date, today] = [formatDate(instant), formatDate(now)];
  const day = weekday.format(instant);
  return `${date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date}（${day}）`;
}
const weekday = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', weekday: 'short' });

/** What is decided is not due any more. */
function dueCell(row: WorkRow, { bounds }: TableOptions): Html {
  if (!isUndecided(row) || !row.dueAt) return nothing;
  return raw(
    `<span>${number(nearDate(row.dueAt, bounds.now))}${urgencyMarks[urgencyOf(row.dueAt, bounds)]}</span>`,
  );
}

/** The one link of the row: keys move from one to the next, the way back leads to it, a screen reader says whose it is. */
const numberCell = (row: WorkRow, { queue }: TableOptions) =>
  raw(
    `<a class="number work-link" id="work-${escaped(row.number)}" href="${escaped(workHref(row, queue))}" aria-describedby="about-${escaped(row.number)}">${row.type === 'groupViewer' ? '依頼を開く' : escaped(row.number)}</a>`,
  );

const suspendedMark = ` ${badge('danger', '利用停止中')}`;

const companyCell = ({ companyName, insuredCode, number, suspended }: WorkRow) =>
  raw(
    `<span id="about-${escaped(number)}">${escaped(companyName)}${suspended ? suspendedMark : ''}<small class="number code">${insuredCode ? escaped(insuredCode) : '新規'}</small></span>`,
  );

const submittedCell = ({ submittedAt, round }: WorkRow, { bounds }: TableOptions) =>
  raw(
    `<span>${number(`${nearDate(submittedAt, bounds.now)} ${formatTime(submittedAt).slice(0, 5)}`)}${round > 1 ? `<small class="code">再申込み（${round}回目）</small>` : ''}</span>`,
  );

const badges: Record<WorkStage, Parameters<typeof badge>[0]> = {
  ...registrationBadges,
  entered: 'waiting',
  ...stageBadges,
};

function stageCell(row: WorkRow, { left }: TableOptions): Html {
  const { approvals, approvalsNeeded } = row;
  const approved =
    approvalsNeeded > 1
      ? `<small class="code">承認 ${number(`${approvals}/${approvalsNeeded}`)}</small>`
      : '';
  const gone = left.has(row.number) ? '<small class="code">一覧の条件から外れました</small>' : '';
  return raw(
    `<span>${badge(badges[row.stage], workStageText(row.stage, row.type))}${approved}${gone}</span>`,
  );
}

/** Where 担当する was, no other button ever stands: a second press of a tired hand must not give the case back. */
function assigneeCell(row: WorkRow, { worker, queue }: TableOptions): Html {
  const { assigneeId, assigneeName } = row;
  if (!assigneeId)
    return worker && isUndecided(row)
      ? raw(`<span class="visually-hidden">未割当　</span>${action('claim', row, '担当する', 'secondary')}`)
      : raw('<span class="nothing">未割当</span>');
  const mayGiveAway = worker && isUndecided(row) && (worker.oversees || worker.staffId === assigneeId);
  const handOver = `/office/queue/hand-over?${new URLSearchParams({ number: row.number, queue })}`;
  return raw(
    `<span>${escaped(assigneeName ?? assigneeId)}${worker?.staffId === assigneeId ? '（自分）' : ''}${
      mayGiveAway
        ? `<span class="row-actions">${action('release', row, '外す', 'quiet')}<a href="${escaped(handOver)}" aria-label="引継ぎ：${escaped(workName(row))}">引継ぎ</a></span>`
        : ''
    }</span>`,
  );
}

const action = (act: 'claim' | 'release', row: WorkRow, text: string, kind: 'secondary' | 'quiet') =>
  `<button class="button" data-kind="${kind}" data-size="small" id="${act}-${escaped(row.number)}" name="${act}" value="${escaped(row.number)}" hx-post="/office/queue/assignments" aria-label="${text}：${escaped(workName(row))}">${text}</button>`;

const labels = (kind: InsuredPartyKind) => fieldsOf(kind).map(({ key, label }) => [key, label] as const);
const labelsOf = { headOffice: labels('headOffice'), branch: labels('branch') };

/** Field labels in the first cell's place; the rest counted. */
const LABELS_SHOWN = 2;

const contentCell = (row: WorkRow): Html =>
  raw(
    `<span>${escaped(workTypeText[row.type])}<small class="code">${row.type === 'change' ? changedLabels(row) : escaped(requestText(row))}</small></span>`,
  );

function requestText({ request, kind }: WorkRow): string {
  if (request === 'issue' || request === 'companies') return groupViewerRequestText[request];
  return request === 'newInsuredParty'
    ? `保険利用者（${insuredPartyKindText[kind ?? 'headOffice']}）とWebユーザー（管理者）`
    : 'Webユーザー（管理者）';
}

function changedLabels({ kind, changes }: WorkRow): string {
  const changed = labelsOf[kind ?? 'headOffice'].flatMap(([key, label]) => (changes?.[key] ? [label] : []));
  const more = changed.length - LABELS_SHOWN;
  return `${escaped(changed.slice(0, LABELS_SHOWN).join('、'))}${more > 0 ? ` ほか${more}件` : ''}`;
}
