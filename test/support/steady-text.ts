import { formatApplicationNumber, formatRegistrationNumber } from '../../domain/application-number.ts';
import { addDays, type CalendarDate, isCalendarDate, todayInTokyo } from '../../domain/calendar-date.ts';

/** When all pictures of the manual seem to be taken: the day, and minutes since midnight, in Tokyo. */
const DAY = '2026-11-25';
const MINUTE = 10 * 60 + 15;
/** Times are rounded, so that a slower run shows the same. */
const STEP = 5;
/**
 * Days around today that move with it. Others, such as the day on which a company was established, are data, as are those
 * with a day of the week beside them: a holiday stays where it is.
 */
const NEAR = 400;
const DAY_MS = 86_400_000;
const HALF_A_YEAR_MS = 182 * DAY_MS;
const DAY_MINUTES = 24 * 60;

/** Running numbers are given anew, in the order in which they are first seen. */
const seen: string[] = [];
function inOrder(running: string): number {
  if (!seen.includes(running)) seen.push(running);
  return seen.indexOf(running) + 1;
}

/** A time of the day as it would have been if it were 10:15 now. */
function steadyTime(time: string, now: Date): string {
  const [hours = 0, minutes = 0, seconds] = time.split(':').map(Number);
  const nowMinute = (now.getTime() / 60_000 + 9 * 60) % DAY_MINUTES;
  const distance = hours * 60 + minutes + (seconds ?? 0) / 60 - nowMinute;
  const minute = (MINUTE + Math.round(distance / STEP) * STEP + DAY_MINUTES) % DAY_MINUTES;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}${seconds === undefined ? '' : ':00'}`;
}

/** Month and day of a list of near days, with the day of the week where it has one. */
function steadyNearDay(
  month: string,
  day: string,
  weekday: string | undefined,
  moved: (date: string) => string | undefined,
  year: number,
) {
  const near = [year - 1, year, year + 1].map((one) => moved(`${one}-${month}-${day}`));
  const date = near.find((one) => one && Math.abs(Date.parse(one) - Date.parse(DAY)) < HALF_A_YEAR_MS);
  if (!date) return undefined;
  const named = '日月火水木金土'.charAt(new Date(date).getUTCDay());
  return date.slice(5).replace('-', '/') + (weekday ? `（${named}）` : '');
}

/** `text` as it would have been at a fixed time, so that pictures taken at another are the same. */
export function steadyText(text: string, now: Date): string {
  const today = todayInTokyo(now);
  const moved = (date: string): CalendarDate | undefined => {
    const distance = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
    return isCalendarDate(date) && Math.abs(distance) <= NEAR ? addDays(DAY, distance) : undefined;
  };
  return text
    .replace(/([WR])(\d{4})(\d\d)(\d\d)-(\d{6})-\d/g, (whole, prefix, year, month, day, running) => {
      const date = moved(`${year}-${month}-${day}`);
      if (!date) return whole;
      const format = prefix === 'W' ? formatApplicationNumber : formatRegistrationNumber;
      return format(date, inOrder(running));
    })
    .replace(
      /(\d{4})([/-])(\d\d)\2(\d\d)(?!（[日月火水木金土])/g,
      (whole, year, between, month, day) =>
        moved(`${year}-${month}-${day}`)?.replaceAll('-', between) ?? whole,
    )
    .replace(
      /(?<![\d/])(\d\d)\/(\d\d)(（[日月火水木金土]）)?(?![\d/])/g,
      (whole, month, day, weekday) =>
        steadyNearDay(month, day, weekday, moved, Number(today.slice(0, 4))) ?? whole,
    )
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/g, (whole, year, month, day) => {
      const date = moved(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
      const [newYear, newMonth, newDay] = date?.split('-').map(Number) ?? [];
      return date ? `${newYear}年${newMonth}月${newDay}日` : whole;
    })
    .replace(/(?<![\d:〜～])\d\d:\d\d(:\d\d)?(?![\d:])/g, (time) => steadyTime(time, now))
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '0198c0de-0000-4000-8000-000000000000')
    .replace(/\b[a-z0-9]{4}(-[a-z0-9]{4}){4}\b/g, 'a2b3-c4d5-e6f7-g8h9-j2k3')
    .replace(/http:\/\/(127\.0\.0\.1|localhost):\d+/g, 'https://portal.example');
}
