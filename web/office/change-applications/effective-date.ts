import { restDay } from '../../../domain/business-days.ts';
import type { CalendarDate } from '../../../domain/calendar-date.ts';
import { formatDate } from '../../format.ts';

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;

/** `2026/11/29（日・休日）`: a slip of the keyboard shows by its day of the week. */
export function effectiveDateText(date: string): string {
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];
  return `${formatDate(date)}（${weekday}${restDay(date as CalendarDate) ? '・休日' : ''}）`;
}
