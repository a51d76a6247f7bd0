import type { FigureRange } from '../../../db/figures.ts';
import { type CalendarDate, parseCalendarDate } from '../../../domain/calendar-date.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import { PERIODS_AT_MOST, periodsOf, recentWeeks } from '../../../domain/figures.ts';

export interface ReadRange {
  /** What the figures are drawn for; the usual weeks where what was asked cannot be. */
  range: FigureRange;
  /** As typed. */
  from: string;
  to: string;
  errors: FieldErrors<'from' | 'to'>;
}

/** Reads the address: `from`, `to` (days in Tokyo) and `unit`. */
export function readRange(
  query: Readonly<Record<string, string | undefined>>,
  today: CalendarDate,
): ReadRange {
  const usual = recentWeeks(today);
  const unit = query.unit === 'month' ? 'month' : 'week';
  const typed = { from: query.from?.trim() || usual.from, to: query.to?.trim() || usual.to };
  const errors: ReadRange['errors'] = {};
  const read = (key: 'from' | 'to') => {
    const date = parseCalendarDate(typed[key]);
    if ('error' in date) errors[key] = date.error;
    return 'error' in date ? usual[key] : date.value;
  };
  const range = { from: read('from'), to: read('to'), unit } as const;
  if (!errors.from && !errors.to) {
    if (range.to < range.from) errors.to = '終了日は開始日以降の日付を入力してください。';
    else if (periodsOf(range.from, range.to, unit).length > PERIODS_AT_MOST)
      errors.from = `${unit === 'week' ? '週' : '月'}単位では${PERIODS_AT_MOST}${unit === 'week' ? '週' : 'か月'}分までを表示できます。期間を短くするか、月単位にしてください。`;
  }
  const isWrong = Object.keys(errors).length > 0;
  return { range: isWrong ? { ...usual, unit } : range, ...typed, errors };
}

/** The part of an address that says the range. */
export const rangeQuery = ({ from, to, unit }: FigureRange): string =>
  new URLSearchParams({ from, to, unit }).toString();
