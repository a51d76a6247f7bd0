import { describe, expect, test } from 'vitest';
import {
  accessHistoryColumns,
  accessHistoryColumnText,
  accessHistoryFileSize,
  earliestHistoryDay,
  isLargeHistoryFile,
  parseHistoryPeriod,
} from '../../domain/access-history.ts';
import type { CalendarDate } from '../../domain/calendar-date.ts';

const today: CalendarDate = '2026-11-22';
const read = (from: string, to: string, day = today) => parseHistoryPeriod({ from, to }, day);

describe('the period reaches back one year at most (manual 4-12)', () => {
  test.each<[CalendarDate, CalendarDate]>([
    ['2026-11-22', '2025-11-22'],
    ['2028-02-29', '2027-02-28'],
    ['2028-02-28', '2027-02-28'],
    ['2028-03-01', '2027-03-01'],
    ['2029-02-28', '2028-02-28'],
    ['2029-03-01', '2028-03-01'],
  ])('on %s to %s', (day, earliest) => {
    expect(earliestHistoryDay(day)).toBe(earliest);
    expect(read(earliest, day, day)).toEqual({ value: { from: earliest, to: day } });
  });

  test('the day before is refused, with the first day that is not', () => {
    expect(read('2025-11-21', '2026-11-22')).toEqual({
      errors: { from: expect.stringContaining('2025/11/22以後') },
    });
  });
});

test('days are read as people write them, one day alone is a period, and a leap day is one', () => {
  expect(read('２０２６年１１月１日', '20261101')).toEqual({
    value: { from: '2026-11-01', to: '2026-11-01' },
  });
  expect(read('2028/2/29', '2028-02-29', '2028-03-01')).toEqual({
    value: { from: '2028-02-29', to: '2028-02-29' },
  });
});

test.each([
  ['nothing', '', '', { from: '開始日を入力してください。', to: '終了日を入力してください。' }],
  ['no date', 'きのう', '2026-11-22', { from: expect.stringContaining('例：2026/11/22') }],
  ['a day that does not exist', '2026-02-29', '2026-11-22', { from: expect.stringContaining('存在しない') }],
  ['the end before the beginning', '2026-11-02', '2026-11-01', { to: expect.stringContaining('開始日以後') }],
  ['tomorrow', '2026-11-22', '2026-11-23', { to: expect.stringContaining('本日（2026/11/22）まで') }],
])('%s is refused beside its field', (_what, from, to, errors) => {
  expect(read(from, to)).toEqual({ errors });
});

test('each layout has the columns of the manual, in its order', () => {
  const headings = (layout: 'byUser' | 'byTime') =>
    accessHistoryColumns[layout].map((column) => accessHistoryColumnText[column]).join(' ');
  expect(headings('byUser')).toBe('WebユーザーID アクセス日時 操作内容 氏名 所属名 役職名');
  expect(headings('byTime')).toBe('アクセス日時 WebユーザーID 操作内容 氏名 所属名 役職名');
});

test('kanji take three bytes in UTF-8, two in CP932; above 5 MB a file is large', () => {
  const line = '201234567000,2026/10/22 10:00:00,[1-1]ログイン,日本　太郎,財務部,部長\r\n';
  const extent = { characters: line.length * 1000, bytes: Buffer.byteLength(line) * 1000 };
  expect(accessHistoryFileSize(extent, 'utf8')).toBe(100 + Buffer.byteLength(line) * 1000);
  expect(accessHistoryFileSize(extent, 'cp932')).toBe(80 + (line.length + 14) * 1000);
  expect([5_242_880, 5_242_881].map(isLargeHistoryFile)).toEqual([false, true]);
});
