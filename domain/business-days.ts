import holidayJp from '@holiday-jp/holiday_jp';
import { addDays, type CalendarDate, dateInTokyo, endOfDayInTokyo } from './calendar-date.ts';

/**
 * Days on which the institution works: not on Saturdays, Sundays, national holidays (国民の祝日に関する法律, substitute
 * holidays included) and from 29 December to 3 January (行政機関の休日に関する法律 第1条).
 */
export const isBusinessDay = (date: CalendarDate) =>
  !isWeekend(date) && !holidayJp.isHoliday(date) && !isYearEnd(date);

const isWeekend = (date: CalendarDate) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
const isYearEnd = (date: CalendarDate) => {
  const day = date.slice(5);
  return day >= '12-29' || day <= '01-03';
};

/** The n-th business day after a date, which itself does not count. 0 gives the date itself, business day or not. */
export function addBusinessDays(date: CalendarDate, days: number): CalendarDate {
  if (!Number.isInteger(days) || days < 0) throw new RangeError('business days are a whole number from 0');
  let reached = date;
  for (let left = days; left > 0; ) {
    reached = addDays(reached, 1);
    if (isBusinessDay(reached)) left -= 1;
  }
  return reached;
}

/** When something received at an instant is due: the end, in Tokyo, of the n-th business day after it. */
export const dueAfterBusinessDays = (receivedAt: Date, days: number) =>
  endOfDayInTokyo(addBusinessDays(dateInTokyo(receivedAt), days));
