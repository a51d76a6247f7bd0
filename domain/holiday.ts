import { type ClosingDays, type ExceptionalDay, type RestDay, restDay } from './business-days.ts';
import { addDays, type CalendarDate, formatCalendarDate, parseCalendarDate } from './calendar-date.ts';
import { type FieldErrors, field, optionsOf, parseFields, parseOption } from './field.ts';
import { parseText } from './text.ts';

/** 休業日 as the back office enters them: one by one, or a list. What is past stays as it was. */

export const exceptionalDayText: Record<ExceptionalDay, string> = {
  closed: '休業日',
  working: '臨時営業日',
};

const restDayText: Record<RestDay, string> = {
  weekend: '土曜日または日曜日',
  nationalHoliday: '国民の祝日・休日',
  yearEnd: '年末年始（12月29日～1月3日）',
};

export interface NewHoliday {
  date: CalendarDate;
  kind: ExceptionalDay;
  name: string;
}
export type HolidayKey = keyof NewHoliday;

/** How far ahead days can be entered: mistyped years stand out. */
const YEARS_AHEAD = 5;
const NAME_AT_MOST = 40;
const DEFAULT_NAME = '休業日';

const kinds = optionsOf(exceptionalDayText);

export const holidayFields = [
  field({
    key: 'date',
    label: '日付',
    group: '1日ずつ登録する',
    example: '2027/04/30',
    width: 'short',
    maxLength: 20,
    parse: parseCalendarDate,
    format: (value) => formatCalendarDate(String(value ?? '')),
    toInput: (value) => formatCalendarDate(String(value ?? '')),
  }),
  field({
    key: 'kind',
    label: '種類',
    group: '1日ずつ登録する',
    control: 'radio',
    options: kinds,
    parse: parseOption(kinds),
  }),
  field({
    key: 'name',
    label: '名称',
    group: '1日ずつ登録する',
    example: '創立記念日',
    width: 'medium',
    maxLength: NAME_AT_MOST,
    parse: parseText,
  }),
];

interface Calendar {
  today: CalendarDate;
  /** What is entered already. */
  closingDays: ClosingDays;
}

/** Reads one day; it must differ from the calendar, and lie in the future. */
export function parseHoliday(
  raw: Readonly<Record<string, string | undefined>>,
  calendar: Calendar,
): { holiday: NewHoliday } | { errors: FieldErrors<HolidayKey> } {
  const parsed = parseFields(holidayFields, raw);
  if ('errors' in parsed) return { errors: parsed.errors };
  const holiday = parsed.values as unknown as NewHoliday;
  const error = problemOf(holiday, calendar);
  return error ? { errors: { date: error } } : { holiday };
}

function problemOf({ date, kind }: NewHoliday, { today, closingDays }: Calendar): string | undefined {
  if (date < today) return '過去の日付は登録できません。期限の計算に使われた日付は、そのまま残ります。';
  if (date > latestDay(today)) return tooFar(today);
  if (closingDays.has(date)) return 'この日付はすでに登録されています。';
  const rest = restDay(date);
  if (kind === 'closed' && rest) return `この日は${restDayText[rest]}のため、もともと休業日です。`;
  return kind === 'working' && !rest ? 'この日はもともと営業日です。' : undefined;
}

const latestDay = (today: CalendarDate) => addDays(today, YEARS_AHEAD * 366);
const tooFar = (today: CalendarDate) =>
  `${formatCalendarDate(latestDay(today))}までの日付を入力してください。`;

/** What becomes of one line of a list. */
type LineOutcome =
  | { outcome: 'add'; holiday: NewHoliday }
  | { outcome: 'skip'; date: CalendarDate; why: string }
  | { outcome: 'error'; why: string };
export type HolidayLine = { line: number; text: string } & LineOutcome;

/** Lines that one list can have: more than a year's worth of days. */
export const LINES_AT_MOST = 400;

/**
 * Reads a list of closing days, one a line: a date, and behind a comma, tab or space its name. What need not be entered
 * (past, closed anyway, entered already) is skipped and says why; what cannot be read is an error.
 */
export function parseHolidayList(raw: string, calendar: Calendar): HolidayLine[] {
  const seen = new Set<CalendarDate>();
  return raw
    .split(/\r\n|\r|\n/)
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '')
    .map(({ line, text }) => ({ line, text, ...outcomeOf(text, calendar, seen) }));
}

function outcomeOf(text: string, calendar: Calendar, seen: Set<CalendarDate>): LineOutcome {
  const [, written = '', rest = ''] = /^([^,、，\t\s]+)[,、，\t\s]*(.*)$/su.exec(text) ?? [];
  const date = parseCalendarDate(written);
  if ('error' in date) return { outcome: 'error', why: date.error };
  const name = parseText(rest);
  if ('error' in name) return { outcome: 'error', why: name.error };
  if ([...name.value].length > NAME_AT_MOST)
    return { outcome: 'error', why: `名称は${NAME_AT_MOST}文字以内で入力してください。` };
  const holiday: NewHoliday = { date: date.value, kind: 'closed', name: name.value || DEFAULT_NAME };
  if (holiday.date > latestDay(calendar.today)) return { outcome: 'error', why: tooFar(calendar.today) };
  if (seen.has(holiday.date))
    return { outcome: 'skip', date: holiday.date, why: '同じ日付が上の行にあります。' };
  seen.add(holiday.date);
  const why = problemOf(holiday, calendar);
  return why ? { outcome: 'skip', date: holiday.date, why } : { outcome: 'add', holiday };
}
