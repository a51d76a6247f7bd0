/** How dates, times and amounts are written on every screen and in every mail (Asia/Tokyo; manual 4-12). */
import { type Html, html } from './html.ts';

export { formatYen, grouped as formatNumber } from '../domain/money.ts';

const parts = new Intl.DateTimeFormat('en-CA-u-hc-h23', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026/11/22 09:05:03` in Tokyo. */
export const formatDateTime = (instant: Date): string => `${formatDate(instant)} ${formatTime(instant)}`;

/** `2026/11/22`: an instant by its day in Tokyo, a calendar date (`2026-11-22`) as it is. */
export function formatDate(date: Date | string): string {
  if (typeof date === 'string') return date.replaceAll('-', '/');
  const { year, month, day } = inTokyo(date);
  return `${year}/${month}/${day}`;
}

/** `09:05:03` in Tokyo. */
export function formatTime(instant: Date): string {
  const { hour, minute, second } = inTokyo(instant);
  return `${hour}:${minute}:${second}`;
}

/** A `<time>` with the machine-readable instant, shown in Tokyo time. */
export function time(instant: Date, shown: 'dateTime' | 'date' | 'time' = 'dateTime'): Html {
  const format = { dateTime: formatDateTime, date: formatDate, time: formatTime }[shown];
  return html`<time datetime="${instant.toISOString()}">${format(instant)}</time>`;
}

function inTokyo(instant: Date): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, value]));
}
