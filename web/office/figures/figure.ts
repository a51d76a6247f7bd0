import type { Duration, Ended, FigureRange, OpenWork, Reasons, Received } from '../../../db/figures.ts';
import { type Period, periodStart, periodsOf } from '../../../domain/figures.ts';
import { formatDate } from '../../format.ts';
import type { Html } from '../../html.ts';

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

export const sum = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((total, item) => total + value(item), 0);

export const periods = ({ range }: Counted) => periodsOf(range.from, range.to, range.unit);
export const isIn = ({ range }: Counted, { first }: Period) => {
  const start = periodStart(first, range.unit);
  return ({ period }: { period: string | null }) => period === start;
};
export const periodText = ({ first, last }: Period) => `${formatDate(first)}〜${formatDate(last).slice(5)}`;
export const categoriesOf = (counted: Counted) =>
  periods(counted).map(({ first }) =>
    counted.range.unit === 'month' ? formatDate(first).slice(0, 7) : formatDate(first).slice(5),
  );
