import { type CalendarDate, dateInTokyo } from './calendar-date.ts';

/** The access history is kept by calendar months in Tokyo, each named by its first day. */
export type HistoryMonth = CalendarDate;

/** Months that are kept at least: the year that customers may ask for, and the one that is running. */
export const KEPT_MONTHS_AT_LEAST = 13;

export const historyMonth = (instant: Date): HistoryMonth => firstDay(dateInTokyo(instant));

export function addMonths(month: HistoryMonth, months: number): HistoryMonth {
  const date = new Date(`${firstDay(month)}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10) as HistoryMonth;
}

/** The oldest month that is kept if `kept` are, the running one among them. */
export const oldestKeptMonth = (now: Date, kept: number): HistoryMonth =>
  addMonths(historyMonth(now), 1 - kept);

/** 2026-11-01 as 2026-11. */
export const monthText = (month: string) => month.slice(0, 7);

const firstDay = (date: CalendarDate) => `${date.slice(0, 8)}01` as HistoryMonth;
