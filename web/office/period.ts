import { type CalendarDate, parseCalendarDate } from '../../domain/calendar-date.ts';
import type { FieldErrors } from '../../domain/field.ts';

type Side = 'from' | 'to';

/** Two days as typed in the filter of a list, each of which may be left out; both belong to the period. */
export function readPeriod(typed: Partial<Record<Side, string>>): {
  days: Partial<Record<Side, CalendarDate>>;
  errors: FieldErrors<Side>;
} {
  const days: Partial<Record<Side, CalendarDate>> = {};
  const errors: FieldErrors<Side> = {};
  for (const side of ['from', 'to'] as const) {
    if (!typed[side]) continue;
    const date = parseCalendarDate(typed[side]);
    if ('error' in date) errors[side] = date.error;
    else days[side] = date.value;
  }
  if (days.from && days.to && days.to < days.from) errors.to = '終了日は開始日以降の日付を入力してください。';
  return { days, errors };
}
