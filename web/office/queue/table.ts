import type { QueueRow } from '../../../db/office-queue.ts';
import { dateInTokyo } from '../../../domain/calendar-date.ts';
import { isUndecided, stageText } from '../../../domain/change-application.ts';
import { fieldsOf, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import { badge, dataTable } from '../../components.ts';
import { formatDate, formatTime } from '../../format.ts';
import { escaped, type Html, raw } from '../../html.ts';
import { stageBadges } from '../../portal/change-applications/stage-badge.ts';

interface Options {
  now: Date;
  emptyTitle: string;
  emptyBody: string;
}

/** One string a cell and one `escaped` a value: the table is drawn again every few seconds for everybody. */
export const queueTable = (rows: QueueRow[], { now, emptyTitle, emptyBody }: Options): Html =>
  dataTable<QueueRow>({
    caption: '保険利用者情報変更の申込み',
    captionHidden: true,
    columns: [
      { header: '期限', cell: (row) => dueCell(row, now), width: 'narrow' },
      { header: 'Web申込番号', cell: numberCell, width: 'narrow', primary: true },
      { header: '保険利用者', cell: companyCell },
      { header: '変更項目', cell: changedLabels },
      { header: '状態', cell: ({ stage }) => stageCells[stage], width: 'narrow' },
      { header: '承認', cell: approvalsCell, width: 'narrow', align: 'end' },
      { header: '申込日時', cell: submittedCell, width: 'narrow' },
      { header: '担当', cell: ({ assigneeName }) => assigneeName ?? nobody, width: 'narrow' },
    ],
    rows,
    rowAttributes: (row) => ({
      id: `application-${row.applicationNumber}`,
      'data-overdue': urgencyOf(row, now) === 'overdue',
    }),
    empty: { title: emptyTitle, body: emptyBody },
  });

type Urgency = 'overdue' | 'today' | 'later' | 'decided';

/** How near the due date is, as of `now` in Tokyo; what is decided is not due any more. */
function urgencyOf({ stage, dueAt }: QueueRow, now: Date): Urgency {
  if (!isUndecided(stage)) return 'decided';
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
    urgency === 'decided'
      ? '<span class="nothing">―</span>'
      : `<span>${number(formatDate(row.dueAt))}${urgencyMarks[urgency]}</span>`,
  );
}

const numberCell = ({ applicationNumber }: QueueRow) =>
  raw(
    `<a class="number" href="/office/change-applications/${encodeURIComponent(applicationNumber)}">${escaped(applicationNumber)}</a>`,
  );

const companyCell = ({ companyName, insuredCode }: QueueRow) =>
  raw(`<span>${escaped(companyName)}<small class="number code">${escaped(insuredCode)}</small></span>`);

const approvalsCell = ({ approvals, approvalsNeeded }: QueueRow) =>
  raw(number(`${approvals}/${approvalsNeeded}`));

const submittedCell = ({ submittedAt, round }: QueueRow) =>
  raw(
    `<span>${number(`${formatDate(submittedAt)} ${formatTime(submittedAt).slice(0, 5)}`)}${round > 1 ? ` <small>再申込み（${round}回目）</small>` : ''}</span>`,
  );

const stageCells = Object.fromEntries(
  Object.entries(stageBadges).map(([stage, kind]) => [
    stage,
    badge(kind, stageText[stage as keyof typeof stageText]),
  ]),
) as Record<QueueRow['stage'], Html>;

const labels = (kind: InsuredPartyKind) => fieldsOf(kind).map(({ key, label }) => [key, label] as const);
const labelsOf = { headOffice: labels('headOffice'), branch: labels('branch') };

/** Field labels in the first cell's place; the rest counted. */
const LABELS_SHOWN = 2;

function changedLabels({ kind, changes }: QueueRow): Html {
  const changed = labelsOf[kind].flatMap(([key, label]) => (changes[key] ? [label] : []));
  const more = changed.length - LABELS_SHOWN;
  const shown = escaped(changed.slice(0, LABELS_SHOWN).join('、'));
  return raw(`<span>${shown}${more > 0 ? ` <small class="more">ほか${more}件</small>` : ''}</span>`);
}
