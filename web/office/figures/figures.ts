import type { Db } from '../../../db/client.ts';
import {
  countEnded,
  countOpen,
  countReasons,
  countReceived,
  type Duration,
  type Ended,
  type FigureRange,
  measureDurations,
  type OpenWork,
  type Reasons,
  type Received,
} from '../../../db/figures.ts';
import {
  ageTexts,
  outcomes,
  outcomeText,
  type Period,
  periodStart,
  periodsOf,
  workTypes,
} from '../../../domain/figures.ts';
import { templateReasons } from '../../../domain/reason-template.ts';
import type { WorkType } from '../../../domain/work.ts';
import type { CsvColumn } from '../../csv.ts';
import { formatDate, formatNumber } from '../../format.ts';
import type { Html } from '../../html.ts';
import { workTypeText } from '../queue/work-text.ts';
import { barChart, type Chart, lineChart } from './chart.ts';

export type Row = readonly (string | number | null)[];

/** One figure: a picture where one helps, and the table behind it, which is also a CSV file of this name. */
export interface Figure {
  id: string;
  title: string;
  /** How it is counted. */
  note: string;
  chart?: Html | undefined;
  headers: readonly string[];
  rows: readonly Row[];
}

export interface Counted {
  range: FigureRange;
  received: Received[];
  ended: Ended[];
  durations: Duration[];
  reasons: Reasons[];
  open: OpenWork[];
}

export async function countAll(db: Db, range: FigureRange, now: Date): Promise<Counted> {
  const [received, ended, durations, reasons, open] = await Promise.all([
    countReceived(db, range),
    countEnded(db, range),
    measureDurations(db, range),
    countReasons(db, range),
    countOpen(db, now),
  ]);
  return { range, received, ended, durations, reasons, open };
}

/** All figures in the order of the page. */
export const figuresOf = (counted: Counted): Figure[] => [
  flowFigure(counted),
  outcomeFigure(counted),
  ...workTypes.map((type) => durationFigure(counted, type)),
  ageFigure(counted),
  assigneeFigure(counted),
  reasonFigure(counted),
];

export const csvColumns = ({ headers }: Figure): CsvColumn<Row>[] =>
  headers.map((header, index) => ({ header, cell: (row) => String(row[index] ?? '') }));

const sum = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((total, item) => total + value(item), 0);

const periods = ({ range }: Counted) => periodsOf(range.from, range.to, range.unit);
const isIn = ({ range }: Counted, { first }: Period) => {
  const start = periodStart(first, range.unit);
  return ({ period }: { period: string | null }) => period === start;
};
const periodText = ({ first, last }: Period) => `${formatDate(first)}〜${formatDate(last).slice(5)}`;
const categoriesOf = (counted: Counted) =>
  periods(counted).map(({ first }) =>
    counted.range.unit === 'month' ? formatDate(first).slice(0, 7) : formatDate(first).slice(5),
  );

function flowFigure(counted: Counted): Figure {
  const perPeriod = periods(counted).map((period) => {
    const here = isIn(counted, period);
    return {
      period,
      received: workTypes.map((type) =>
        sum(
          counted.received.filter((row) => here(row) && row.type === type),
          ({ cases }) => cases,
        ),
      ),
      ended: sum(counted.ended.filter(here), ({ cases }) => cases),
    };
  });
  const total = (counts: readonly number[]) => sum(counts, (count) => count);
  const chart: Chart = {
    id: 'flow',
    title: '受付と終了の件数',
    description: `期間中に受け付けた${formatNumber(sum(perPeriod, ({ received }) => total(received)))}件と、終了した${formatNumber(sum(perPeriod, ({ ended }) => ended))}件を期間ごとに並べた棒グラフ。`,
    categories: categoriesOf(counted),
    series: [
      { name: '受付', values: perPeriod.map(({ received }) => total(received)) },
      { name: '終了', values: perPeriod.map(({ ended }) => ended) },
    ],
  };
  return {
    id: 'flow',
    title: '受付と終了',
    note: '受付は最初の申込みの日、終了は完了・却下・取下げ・期限切れの日で数えます。再申込みは数えません。',
    chart: barChart(chart),
    headers: ['期間', ...workTypes.map((type) => `受付（${workTypeText[type]}）`), '受付（合計）', '終了'],
    rows: perPeriod.map(({ period, received, ended }) => [
      periodText(period),
      ...received,
      total(received),
      ended,
    ]),
  };
}

function outcomeFigure(counted: Counted): Figure {
  const perPeriod = periods(counted).map((period) => {
    const ended = counted.ended.filter(isIn(counted, period));
    return {
      period,
      counts: outcomes.map((outcome) =>
        sum(
          ended.filter((row) => row.outcome === outcome),
          ({ cases }) => cases,
        ),
      ),
      share: shareInTime(ended),
    };
  });
  return {
    id: 'outcomes',
    title: '結果と期限内の割合',
    note: '期限内の割合は、期限のある申込みのうち、期限の日までに決裁したものの割合です。',
    chart: perPeriod.some(({ share }) => share !== null)
      ? lineChart({
          id: 'in-time',
          title: '期限内に決裁した割合',
          description: '期限内に決裁した申込みの割合を期間ごとに示す折れ線グラフ。',
          categories: categoriesOf(counted),
          series: [{ name: '期限内', values: perPeriod.map(({ share }) => share) }],
          format: (value) => `${Math.round(value)}%`,
        })
      : undefined,
    headers: ['期間', ...outcomes.map((outcome) => outcomeText[outcome]), '期限内'],
    rows: perPeriod.map(({ period, counts, share }) => [
      periodText(period),
      ...counts,
      share === null ? null : `${Math.round(share)}%`,
    ]),
  };
}

/** Percent; null where nothing had a due date. */
export function shareInTime(ended: readonly Pick<Ended, 'inTime' | 'withDueDate'>[]): number | null {
  const withDueDate = sum(ended, (row) => row.withDueDate);
  return withDueDate === 0 ? null : (100 * sum(ended, (row) => row.inTime)) / withDueDate;
}

const daysText = (days: number | null | undefined) =>
  days === null || days === undefined ? null : days.toFixed(1);

function durationFigure(counted: Counted, type: WorkType): Figure {
  const ofType = counted.durations.filter((row) => row.type === type);
  const perPeriod = periods(counted).map((period) => ({ period, row: ofType.find(isIn(counted, period)) }));
  const whole = ofType.find(({ period }) => period === null);
  const title = `完了までの日数（${workTypeText[type]}）`;
  return {
    id: `duration-${type}`,
    title,
    note: '最初の申込みから反映・登録・発行までの暦日です。90パーセンタイルは、10件に9件がこの日数以内に完了したことを示します。',
    chart: whole
      ? lineChart({
          id: `duration-${type}`,
          title,
          description: `完了した${formatNumber(whole.cases)}件の中央値は${daysText(whole.median)}日、90パーセンタイルは${daysText(whole.p90)}日。期間ごとの折れ線グラフ。`,
          categories: categoriesOf(counted),
          series: [
            { name: '中央値', values: perPeriod.map(({ row }) => row?.median ?? null) },
            { name: '90パーセンタイル', values: perPeriod.map(({ row }) => row?.p90 ?? null) },
          ],
          format: (value) => value.toFixed(value < 10 ? 1 : 0),
        })
      : undefined,
    headers: ['期間', '完了', '中央値（日）', '90パーセンタイル（日）'],
    rows: whole
      ? [
          ...perPeriod.map(({ period, row }) => durationRow(periodText(period), row)),
          durationRow('全期間', whole),
        ]
      : [],
  };
}

const durationRow = (text: string, row: Duration | undefined): Row => [
  text,
  row?.cases ?? 0,
  daysText(row?.median),
  daysText(row?.p90),
];

function ageFigure({ open }: Counted): Figure {
  const perAge = ageTexts.map((text, age) => {
    const here = open.filter((row) => row.age === age);
    return [
      text,
      ...workTypes.map((type) =>
        sum(
          here.filter((row) => row.type === type),
          ({ cases }) => cases,
        ),
      ),
      sum(here, ({ cases }) => cases),
    ] as const;
  });
  return {
    id: 'ages',
    title: '未決裁の申込みの経過日数',
    note: '現在、決裁を待っている申込みを、申込みからの暦日で数えます。',
    chart: barChart({
      id: 'ages',
      title: '未決裁の申込みの経過日数',
      description: `決裁を待つ${formatNumber(sum(open, ({ cases }) => cases))}件を経過日数で分けた棒グラフ。`,
      categories: [...ageTexts],
      series: [{ name: '件数', values: perAge.map((row) => Number(row.at(-1))) }],
    }),
    headers: ['経過日数', ...workTypes.map((type) => workTypeText[type]), '合計'],
    rows: perAge,
  };
}

function assigneeFigure({ open }: Counted): Figure {
  const byHolder = Map.groupBy(open, ({ assigneeId }) => assigneeId ?? '');
  const rows = [...byHolder.values()]
    .map((held) => ({
      name: held[0]?.assigneeName ?? '未割当',
      cases: sum(held, ({ cases }) => cases),
      overdue: sum(held, ({ overdue }) => overdue),
    }))
    .toSorted((one, other) => other.cases - one.cases || one.name.localeCompare(other.name, 'ja'));
  return {
    id: 'assignees',
    title: '未決裁の申込みの担当',
    note: '現在、決裁を待っている申込みです。',
    headers: ['担当', '件数', 'うち期限超過'],
    rows: rows.map(({ name, cases, overdue }) => [name, cases, overdue]),
  };
}

const stepText = { returned: '差戻し', rejected: '却下' };

const reasonFigure = ({ reasons }: Counted): Figure => ({
  id: 'reasons',
  title: '差戻しと却下の理由',
  note: '期間中に行った差戻しと却下を、選んだ理由で数えます。',
  headers: ['種類', '決裁', '理由', '件数'],
  rows: reasons.map(({ type, kind, reasonCode, cases }) => [
    workTypeText[type],
    stepText[kind],
    templateReasons[type][reasonCode] ?? reasonCode,
    cases,
  ]),
});
