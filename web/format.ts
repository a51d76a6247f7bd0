/** How dates, times and amounts are written on every screen and in every mail (Asia/Tokyo; manual 4-12). */
import { dateInTokyo, dateTimeInTokyo, formatCalendarDate, timeInTokyo } from '../domain/calendar-date.ts';
import { type Html, html } from './html.ts';

export { formatYen, grouped as formatNumber } from '../domain/money.ts';

/** `2026/11/22 09:05:03` in Tokyo. */
export const formatDateTime = dateTimeInTokyo;

/** `2026/11/22`: an instant by its day in Tokyo, a calendar date (`2026-11-22`) as it is. */
export const formatDate = (date: Date | string): string =>
  formatCalendarDate(typeof date === 'string' ? date : dateInTokyo(date));

/** `09:05:03` in Tokyo. */
export const formatTime = timeInTokyo;

/** A `<time>` with the machine-readable instant, shown in Tokyo time. */
export function time(instant: Date, shown: 'dateTime' | 'date' | 'time' = 'dateTime'): Html {
  const format = { dateTime: formatDateTime, date: formatDate, time: formatTime }[shown];
  return html`<time datetime="${instant.toISOString()}">${format(instant)}</time>`;
}
