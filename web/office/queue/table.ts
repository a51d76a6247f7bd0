import { type QueueRow, undecidedWork, type WorkStage, type WorkType } from '../../../db/office-queue.ts';
import { dateInTokyo } from '../../../domain/calendar-date.ts';
import { groupViewerRequestText } from '../../../domain/group-viewer.ts';
import { fieldsOf, type InsuredPartyKind, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { badge, dataTable } from '../../components.ts';
import { formatDate, formatTime } from '../../format.ts';
import { escaped, type Html, raw } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';
import { registrationBadges } from '../registrations/stage-badge.ts';
import { workStageText, workTypeText } from './work-text.ts';

interface Options {
  now: Date;
  emptyTitle: string;
  emptyBody: string;
}

/** One string a cell and one `escaped` a value: the table is drawn again every few seconds for everybody. */
export const queueTable = (rows: QueueRow[], { now, emptyTitle, emptyBody }: Options): Html =>
  dataTable<QueueRow>({
    caption: '申込み',
    captionHidden: true,
    columns: [
      { header: '期限', cell: (row) => dueCell(row, now), width: 'narrow' },
      { header: '番号', cell: numberCell, width: 'narrow', primary: true },
      { header: '種類', cell: ({ type }) => workTypeText[type], width: 'narrow' },
      { header: '保険利用者', cell: companyCell },
      { header: '内容', cell: contentCell },
      { header: '状態', cell: stageCell, width: 'narrow' },
      { header: '承認', cell: approvalsCell, width: 'narrow', align: 'end' },
      { header: '申込日時', cell: submittedCell, width: 'narrow' },
      { header: '担当', cell: ({ assigneeName }) => assigneeName ?? nobody, width: 'narrow' },
    ],
    rows,
    rowAttributes: (row) => ({
      id: `application-${row.number}`,
      'data-overdue': urgencyOf(row, now) === 'overdue',
    }),
    empty: { title: emptyTitle, body: emptyBody },
  });

type Urgency = 'overdue' | 'today' | 'later' | 'decided';

/** How near the due date is, as of `now` in Tokyo; what is decided is not due any more. */
function urgencyOf({ stage, dueAt }: QueueRow, now: Date): Urgency {
  if (!undecidedWork.includes(stage)) return 'decided';
  if (!dueAt) return 'later';
  if (dueAt.getTime() < now.getTime()) return 'overdue';
  return dateInTokyo(dueAt) === dateInTokyo(now) ? 'today' : 'later';
}

const number = (text: string) => `<span class="number">${escaped(text)}</span>`;
const nobody = raw('<span class="nothing">未割当</span>');

const urgencyMarks: Record<Urgency, string> = {
  overdue: ` ${badge('danger', '期限超過')}`,
  today: ` ${badge('warning', '本日')}`,
  later: '',
  decided: '',
};

function dueCell(row: QueueRow, now: Date): Html {
  const urgency = urgencyOf(row, now);
  return raw(
    urgency === 'decided' || !row.dueAt
      ? '<span class="nothing">―</span>'
      : `<span>${number(formatDate(row.dueAt))}${urgencyMarks[urgency]}</span>`,
  );
}

const folders: Record<WorkType, string> = {
  change: 'change-applications',
  registration: 'registrations',
  groupViewer: 'group-viewers/requests',
};

const numberCell = ({ type, number }: QueueRow) =>
  raw(
    `<a class="number" href="/office/${folders[type]}/${encodeURIComponent(number)}">${type === 'groupViewer' ? '依頼を開く' : escaped(number)}</a>`,
  );

const companyCell = ({ companyName, insuredCode }: QueueRow) =>
  raw(
    `<span>${escaped(companyName)}<small class="number code">${insuredCode ? escaped(insuredCode) : '新規'}</small></span>`,
  );

const approvalsCell = ({ approvals, approvalsNeeded }: QueueRow) =>
  raw(number(`${approvals}/${approvalsNeeded}`));

const submittedCell = ({ submittedAt, round }: QueueRow) =>
  raw(
    `<span>${number(`${formatDate(submittedAt)} ${formatTime(submittedAt).slice(0, 5)}`)}${round > 1 ? ` <small>再申込み（${round}回目）</small>` : ''}</span>`,
  );

const badges: Record<WorkStage, Parameters<typeof badge>[0]> = {
  ...registrationBadges,
  entered: 'waiting',
  ...stageBadges,
};

const stageCell = (row: QueueRow) => badge(badges[row.stage], workStageText(row.stage, row.type));

const labels = (kind: InsuredPartyKind) => fieldsOf(kind).map(({ key, label }) => [key, label] as const);
const labelsOf = { headOffice: labels('headOffice'), branch: labels('branch') };

/** Field labels in the first cell's place; the rest counted. */
const LABELS_SHOWN = 2;

function contentCell(row: QueueRow): Html {
  if (row.type === 'change') return changedLabels(row);
  return raw(`<span>${escaped(requestText(row))}</span>`);
}

function requestText({ request, kind }: QueueRow): string {
  if (request === 'issue' || request === 'companies') return groupViewerRequestText[request];
  return request === 'newInsuredParty'
    ? `保険利用者（${insuredPartyKindText[kind ?? 'headOffice']}）とWebユーザー（管理者）`
    : 'Webユーザー（管理者）';
}

function changedLabels({ kind, changes }: QueueRow): Html {
  const changed = labelsOf[kind ?? 'headOffice'].flatMap(([key, label]) => (changes?.[key] ? [label] : []));
  const more = changed.length - LABELS_SHOWN;
  const shown = escaped(changed.slice(0, LABELS_SHOWN).join('、'));
  return raw(`<span>${shown}${more > 0 ? ` <small class="more">ほか${more}件</small>` : ''}</span>`);
}
