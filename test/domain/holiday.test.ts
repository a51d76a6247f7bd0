import { describe, expect, test } from 'vitest';
import { type ClosingDays, nationalHolidays } from '../../domain/business-days.ts';
import { parseHoliday, parseHolidayList } from '../../domain/holiday.ts';

const closingDays: ClosingDays = new Map([
  ['2027-04-30', 'closed'],
  ['2027-05-08', 'working'],
]);
const calendar = { today: '2026-11-24' as const, closingDays };
const of = (date: string, kind = 'closed', name = '創立記念日') =>
  parseHoliday({ date, kind, name }, calendar);
const errorOf = (date: string, kind = 'closed') => {
  const parsed = of(date, kind);
  return 'errors' in parsed ? parsed.errors.date : undefined;
};

describe('one day', () => {
  test('that differs from the calendar is taken, from today on', () => {
    expect(of('２０２７年６月１日')).toEqual({
      holiday: { date: '2027-06-01', kind: 'closed', name: '創立記念日' },
    });
    expect(of('2026/11/24')).toHaveProperty('holiday');
    expect(of('2027/06/05', 'working', '臨時窓口')).toHaveProperty('holiday');
  });

  test('that does not differ, is past, too far or entered is refused with the reason', () => {
    expect(errorOf('2026/11/23')).toContain('過去の日付');
    expect(errorOf('2027/06/05')).toContain('土曜日または日曜日');
    expect(errorOf('2027/05/03')).toContain('国民の祝日');
    expect(errorOf('2026/12/29')).toContain('年末年始');
    expect(errorOf('2027/06/01', 'working')).toContain('もともと営業日');
    expect(errorOf('2027/04/30')).toContain('すでに登録');
    expect(errorOf('2037/06/01')).toContain('までの日付');
    expect(errorOf('2027/02/29')).toContain('存在しない日付');
  });
});

describe('a list', () => {
  test('is read line by line, with commas, tabs or spaces before the name, or none', () => {
    const list =
      '2027/06/01 創立記念日\r\n\n2027-06-02,設備点検\n２０２７年６月３日\t設備　点検\n2027.6.4、臨時休業\n20270607';
    expect(parseHolidayList(list, calendar)).toMatchObject([
      { line: 1, outcome: 'add', holiday: { date: '2027-06-01', name: '創立記念日' } },
      { line: 3, outcome: 'add', holiday: { date: '2027-06-02', name: '設備点検' } },
      { line: 4, outcome: 'add', holiday: { date: '2027-06-03', name: '設備　点検' } },
      { line: 5, outcome: 'add', holiday: { date: '2027-06-04', name: '臨時休業' } },
      { line: 6, outcome: 'add', holiday: { date: '2027-06-07', name: '休業日', kind: 'closed' } },
    ]);
  });

  test('skips what need not be entered and says why; what cannot be read is an error', () => {
    const list = ['2026/11/20', '2027/04/30', '2027/06/01', '2027/06/01', '2027/06/05', '休み', '2027/13/01'];
    expect(parseHolidayList(list.join('\n'), calendar).map(({ outcome }) => outcome)).toEqual([
      'skip',
      'skip',
      'add',
      'skip',
      'skip',
      'error',
      'error',
    ]);
    expect(parseHolidayList(`2027/06/01 ${'長'.repeat(41)}`, calendar)).toMatchObject([
      { outcome: 'error', why: '名称は40文字以内で入力してください。' },
    ]);
    expect(parseHolidayList('2027/06/01 a\u0000b', calendar)).toMatchObject([{ outcome: 'error' }]);
  });
});

test('the national holidays of a year come with substitute holidays, in their order', () => {
  const year = nationalHolidays(2026);
  expect(year.length).toBeGreaterThanOrEqual(16);
  expect(year.map(({ date }) => date)).toEqual(year.map(({ date }) => date).toSorted());
  expect(year).toContainEqual({ date: '2026-11-23', name: '勤労感謝の日' });
});
