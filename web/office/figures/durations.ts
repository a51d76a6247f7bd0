import type { Duration } from '../../../db/figures.ts';
import type { WorkType } from '../../../domain/work.ts';
import { formatNumber } from '../../format.ts';
import { workTypeText } from '../queue/work-text.ts';
import { lineChart } from './chart.ts';
import { type Counted, categoriesOf, type Figure, isIn, periods, periodText, type Row } from './figure.ts';

const daysText = (days: number | null | undefined) =>
  days === null || days === undefined ? null : days.toFixed(1);

/** How long it took what was completed, for one kind of work. */
export function durationFigure(counted: Counted, type: WorkType): Figure {
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
