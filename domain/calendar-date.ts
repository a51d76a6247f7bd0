import { type Parsed, parseCode } from './text.ts';

/** A day of the Gregorian calendar as YYYY-MM-DD; sorts and compares as text. */
export type CalendarDate = `${number}-${number}-${number}`;

/** Reads 2026/11/22, 2026-11-22, 2026.11.22, 20261122 or 2026年11月22日, full-width too. Only days that exist. */
export function parseCalendarDate(raw: string): Parsed<CalendarDate> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const [, year, month, day] = WRITINGS.map((writing) => writing.exec(code.value)).find(Boolean) ?? [];
  if (!year || !month || !day)
    return { error: '日付は年（西暦）・月・日で入力してください（例：2026/11/22）。' };
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? { value: date } : { error: '存在しない日付です。月と日を確認してください。' };
}

const WRITINGS = [
  /^([0-9]{4})([0-9]{2})([0-9]{2})$/,
  /^([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})$/,
  /^([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日$/,
];

/** Whether it is written YYYY-MM-DD and exists, leap days included. From year 1000 on. */
export function isCalendarDate(text: string): text is CalendarDate {
  if (!/^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Negative if `one` is earlier, 0 if the same day, positive if later. */
export const compareDates = (one: CalendarDate, other: CalendarDate) =>
  one < other ? -1 : one === other ? 0 : 1;

export function addDays(date: CalendarDate, days: number): CalendarDate {
  const instant = new Date(`${date}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10) as CalendarDate;
}

/** Japan has kept UTC+9 without summer time since 1952. */
const TOKYO_OFFSET_MS = 9 * 60 * 60 * 1000;

/** The day it is in Tokyo at an instant. */
export const dateInTokyo = (instant: Date) => clockInTokyo(instant).slice(0, 10) as CalendarDate;

/** `09:05:03` in Tokyo. */
export const timeInTokyo = (instant: Date): string => clockInTokyo(instant).slice(11, 19);

/** `2026/11/22 09:05:03` in Tokyo: as it is written wherever people read it. */
export const dateTimeInTokyo = (instant: Date): string =>
  `${formatCalendarDate(dateInTokyo(instant))} ${timeInTokyo(instant)}`;

const clockInTokyo = (instant: Date) => new Date(instant.getTime() + TOKYO_OFFSET_MS).toISOString();

export const todayInTokyo = (now: Date) => dateInTokyo(now);

/** The instant at which a day begins in Tokyo. */
export const startOfDayInTokyo = (date: CalendarDate) => new Date(`${date}T00:00:00+09:00`);

/** When work begins in Tokyo, and mails that people are to act on go out. */
export const nineInTokyo = (date: CalendarDate) => new Date(`${date}T09:00:00+09:00`);

/** The last millisecond of a day in Tokyo. */
export const endOfDayInTokyo = (date: CalendarDate) => new Date(`${date}T23:59:59.999+09:00`);

/** 2026-11-22 as 2026/11/22. */
export const formatCalendarDate = (date: string) => date.replaceAll('-', '/');
