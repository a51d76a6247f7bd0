/** アクセス履歴 (manual 4-12): for which days, of whom, and in which form it can be had. */
import { addDays, type CalendarDate, formatCalendarDate, parseCalendarDate } from './calendar-date.ts';

/** Days in Tokyo, both included. */
export interface AccessHistoryPeriod {
  from: CalendarDate;
  to: CalendarDate;
}

/** アクセス履歴の提供機能は、履歴取得の操作より最長1年間です: the same day a year ago; of 29 February the 28th. */
export function earliestHistoryDay(today: CalendarDate): CalendarDate {
  const yearAgo = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
  return (today.endsWith('-02-29') ? yearAgo.replace(/29$/, '28') : yearAgo) as CalendarDate;
}

/** What the forms begin with: the last 31 days. */
export const usualHistoryPeriod = (today: CalendarDate): AccessHistoryPeriod => ({
  from: addDays(today, -30),
  to: today,
});

export interface PeriodInput {
  from: string;
  to: string;
}
export type PeriodErrors = Partial<Record<keyof PeriodInput, string>>;

/** Reads the two days of a form, or says beside which of them what is wrong. */
export function parseHistoryPeriod(
  input: PeriodInput,
  today: CalendarDate,
): { value: AccessHistoryPeriod } | { errors: PeriodErrors } {
  const from = parseDay(input.from, '開始日', today);
  const to = parseDay(input.to, '終了日', today);
  if ('error' in from || 'error' in to)
    return {
      errors: {
        ...('error' in from ? { from: from.error } : {}),
        ...('error' in to ? { to: to.error } : {}),
      },
    };
  if (to.value < from.value) return { errors: { to: '終了日には、開始日以後の日付を入力してください。' } };
  return { value: { from: from.value, to: to.value } };
}

function parseDay(raw: string, name: string, today: CalendarDate) {
  if (raw.trim() === '') return { error: `${name}を入力してください。` };
  const day = parseCalendarDate(raw);
  if ('error' in day) return day;
  const earliest = earliestHistoryDay(today);
  if (day.value < earliest)
    return {
      error: `取得できるアクセス履歴は1年前までです。${formatCalendarDate(earliest)}以後の日付を入力してください。`,
    };
  if (day.value > today)
    return { error: `本日（${formatCalendarDate(today)}）までの日付を入力してください。` };
  return day;
}

/** 出力形式: what the lines are sorted by, and which column comes first. */
export type AccessHistoryLayout = 'byUser' | 'byTime';
export const accessHistoryLayoutText: Record<AccessHistoryLayout, string> = {
  byUser: 'WebユーザーID単位',
  byTime: 'アクセス日時単位',
};

export type AccessHistoryColumn = 'webUserId' | 'at' | 'operation' | 'name' | 'department' | 'title';
export const accessHistoryColumnText: Record<AccessHistoryColumn, string> = {
  webUserId: 'WebユーザーID',
  at: 'アクセス日時',
  operation: '操作内容',
  name: '氏名',
  department: '所属名',
  title: '役職名',
};

/** The manual's columns in the manual's order. */
export const accessHistoryColumns: Record<AccessHistoryLayout, readonly AccessHistoryColumn[]> = {
  byUser: ['webUserId', 'at', 'operation', 'name', 'department', 'title'],
  byTime: ['at', 'webUserId', 'operation', 'name', 'department', 'title'],
};

export type AccessHistoryEncoding = 'utf8' | 'cp932';
export const accessHistoryEncodingText: Record<AccessHistoryEncoding, string> = {
  utf8: 'UTF-8',
  cp932: 'Shift_JIS',
};

/** Events counted, and how long their lines are together: in characters, and in bytes of UTF-8. */
export interface AccessHistoryExtent {
  events: number;
  characters: number;
  bytes: number;
}

const HEADER_CHARACTERS = 40;
const HEADER_BYTES = 100;

/** About how large the file will be, in bytes: nearly all that takes three in UTF-8, or two, takes two in CP932. */
export function accessHistoryFileSize(
  { characters, bytes }: Omit<AccessHistoryExtent, 'events'>,
  encoding: AccessHistoryEncoding,
): number {
  if (encoding === 'utf8') return HEADER_BYTES + bytes;
  return Math.round(HEADER_CHARACTERS * 2 + characters + (bytes - characters) / 2);
}

/** 想定ファイルサイズが5MBを超える場合には検索条件を変更し、データを絞り込むことを推奨します. */
export const isLargeHistoryFile = (bytes: number) => bytes > 5 * 1024 * 1024;
