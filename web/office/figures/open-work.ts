import { ageTexts } from '../../../domain/figures.ts';
import { workTypes } from '../../../domain/work.ts';
import { formatNumber } from '../../format.ts';
import { workTypeText } from '../queue/work-text.ts';
import { barChart } from './chart.ts';
import { type Counted, type Figure, sum } from './figure.ts';

/** What waits for a decision, by how long it has waited. */
export function ageFigure({ open }: Counted): Figure {
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

/** And by who has it. */
export function assigneeFigure({ open }: Counted): Figure {
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
