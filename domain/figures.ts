import { addDays, type CalendarDate, compareDates } from './calendar-date.ts';

/** Figures of the back office (統計): what came in, what became of it, and how long that took. */

export type FigureUnit = 'week' | 'month';
export const figureUnitText: Record<FigureUnit, string> = { week: '週', month: '月' };

/** A week from Monday or a calendar month, cut to the days asked for. Both days belong to it. */
export interface Period {
  first: CalendarDate;
  last: CalendarDate;
}

/** What became of a case. */
export type Outcome = 'completed' | 'rejected' | 'withdrawn' | 'expired';
export const outcomeText: Record<Outcome, string> = {
  completed: '完了',
  rejected: '却下',
  withdrawn: '取下げ',
  expired: '期限切れ',
};
export const outcomes = Object.keys(outcomeText) as Outcome[];

/** Days that open work has been waiting, by upper bound: within a day, three, a week, two weeks, longer. */
export const ageBounds = [1, 3, 7, 14] as const;
export const ageTexts = ['1日以内', '3日以内', '7日以内', '14日以内', '14日超'] as const;

const WEEKS_SHOWN_AT_FIRST = 12;
/** More than that in one picture nobody reads. */
export const PERIODS_AT_MOST = 60;

export const mondayOf = (date: CalendarDate): CalendarDate =>
  addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
const firstOfMonth = (date: CalendarDate) => `${date.slice(0, 8)}01` as CalendarDate;

/** The first day of the whole week or month in which a day lies. */
export const periodStart = (date: CalendarDate, unit: FigureUnit): CalendarDate =>
  unit === 'week' ? mondayOf(date) : firstOfMonth(date);

/** All days from `from` to `to` in periods, without a gap and without an overlap. */
export function periodsOf(from: CalendarDate, to: CalendarDate, unit: FigureUnit): Period[] {
  const periods: Period[] = [];
  for (let first = from; compareDates(first, to) <= 0; ) {
    const next = startOfNext(first, unit);
    const last = addDays(next, -1);
    periods.push({ first, last: compareDates(last, to) > 0 ? to : last });
    first = next;
  }
  return periods;
}

const startOfNext = (date: CalendarDate, unit: FigureUnit): CalendarDate =>
  unit === 'week' ? addDays(mondayOf(date), 7) : firstOfMonth(addDays(firstOfMonth(date), 31));

/** The last weeks up to and with the one in which `today` lies. */
export const recentWeeks = (today: CalendarDate): { from: CalendarDate; to: CalendarDate } => ({
  from: addDays(mondayOf(today), -7 * (WEEKS_SHOWN_AT_FIRST - 1)),
  to: today,
});
