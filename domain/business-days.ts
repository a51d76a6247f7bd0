import holidayJp from '@holiday-jp/holiday_jp';
import { addDays, type CalendarDate, compareDates, dateInTokyo, endOfDayInTokyo } from './calendar-date.ts';

/** How a day differs from the calendar: the institution is closed on it (休業日), or works although it is a holiday. */
export type ExceptionalDay = 'closed' | 'working';

/** The institution's own days, which come from db/holidays.ts; whoever counts business days has to say by which. */
export type ClosingDays = ReadonlyMap<CalendarDate, ExceptionalDay>;

/** The national calendar and nothing else. */
export const noClosingDays: ClosingDays = new Map();

/** Why nobody works on a day by the national calendar. */
export type RestDay = 'weekend' | 'nationalHoliday' | 'yearEnd';

/**
 * Why a day is free: Saturdays, Sundays, national holidays (国民の祝日に関する法律, substitute holidays included) and 29
 * December to 3 January (行政機関の休日に関する法律 第1条). Undefined for the others.
 */
export function restDay(date: CalendarDate): RestDay | undefined {
  if (holidayJp.isHoliday(date)) return 'nationalHoliday';
  if (isYearEnd(date)) return 'yearEnd';
  return isWeekend(date) ? 'weekend' : undefined;
}

/** The national holidays of a year (substitute holidays included), by date. */
export const nationalHolidays = (year: number): { date: CalendarDate; name: string }[] =>
  Object.values(holidayJp.holidays)
    .filter(({ date }) => date.startsWith(`${year}-`))
    .map(({ date, name }) => ({ date: date as CalendarDate, name }))
    .toSorted((one, other) => compareDates(one.date, other.date));

/** Days on which the institution works: its own exceptions first, then the national calendar. */
export function isBusinessDay(date: CalendarDate, closingDays: ClosingDays): boolean {
  const exception = closingDays.get(date);
  return exception ? exception === 'working' : restDay(date) === undefined;
}

const isWeekend = (date: CalendarDate) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
const isYearEnd = (date: CalendarDate) => {
  const day = date.slice(5);
  return day >= '12-29' || day <= '01-03';
};

/** The n-th business day after a date, which itself does not count. 0 gives the date itself, business day or not. */
export function addBusinessDays(date: CalendarDate, days: number, closingDays: ClosingDays): CalendarDate {
  if (!Number.isInteger(days) || days < 0) throw new RangeError('business days are a whole number from 0');
  let reached = date;
  for (let left = days; left > 0; ) {
    reached = addDays(reached, 1);
    if (isBusinessDay(reached, closingDays)) left -= 1;
  }
  return reached;
}

/** When something received at an instant is due: the end, in Tokyo, of the n-th business day after it. */
export const dueAfterBusinessDays = (receivedAt: Date, days: number, closingDays: ClosingDays) =>
  endOfDayInTokyo(addBusinessDays(dateInTokyo(receivedAt), days, closingDays));

/** The last business day before a date, which itself does not count. */
export function lastBusinessDayBefore(date: CalendarDate, closingDays: ClosingDays): CalendarDate {
  let reached = addDays(date, -1);
  while (!isBusinessDay(reached, closingDays)) reached = addDays(reached, -1);
  return reached;
}
