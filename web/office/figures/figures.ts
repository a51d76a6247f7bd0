import type { Db } from '../../../db/client.ts';
import {
  countEnded,
  countOpen,
  countReasons,
  countReceived,
  type Ended,
  type FigureRange,
  measureDurations,
} from '../../../db/figures.ts';
import { outcomes, outcomeText } from '../../../domain/figures.ts';
import { templateReasons } from '../../../domain/reason-template.ts';
import { workTypes } from '../../../domain/work.ts';
import type { CsvColumn } from '../../csv.ts';
import { formatNumber } from '../../format.ts';
import { workTypeText } from '../queue/work-text.ts';
import { barChart, type Chart, lineChart } from './chart.ts';
import { durationFigure } from './durations.ts';
import {
  type Counted,
  categoriesOf,
  type Figure,
  isIn,
  periods,
  periodText,
  type Row,
  sum,
} from './figure.ts';
import { ageFigure, assigneeFigure } from './open-work.ts';

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
