import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBusinessDays, dueAfterBusinessDays, isBusinessDay } from '../../domain/business-days.ts';
import {
  addDays,
  type CalendarDate,
  compareDates,
  formatCalendarDate,
  isCalendarDate,
  parseCalendarDate,
  startOfDayInTokyo,
  todayInTokyo,
} from '../../domain/calendar-date.ts';

const anyDay = fc
  .integer({ min: 0, max: 365 * 60 })
  .map((days) => addDays('1990-01-01', days)) as fc.Arbitrary<CalendarDate>;

describe('dates', () => {
  test.each([
    '2026/11/22',
    '2026-11-22',
    '20261122',
    '２０２６／１１／２２',
    '２０２６ー１１ー２２',
    '2026.11.22',
    '2026年11月22日',
    ' 2026/11/22　',
  ])('%j is 22 November 2026', (raw) => expect(parseCalendarDate(raw)).toEqual({ value: '2026-11-22' }));

  test('single-digit months and days may be written as such', () => {
    expect(parseCalendarDate('1985/4/1')).toEqual({ value: '1985-04-01' });
  });

  test('only days that exist are accepted, leap days included', () => {
    expect(parseCalendarDate('2024/02/29')).toEqual({ value: '2024-02-29' });
    for (const raw of ['2023/02/29', '1900/02/29', '2026/04/31', '2026/13/01', '2026/00/10', '0985/01/01'])
      expect(parseCalendarDate(raw)).toMatchObject({ error: expect.stringContaining('存在しない日付') });
  });

  test.each(['2026/11', '26/11/22', '2026/11-', '平成30年1月1日', '2026/11/22 10:00', ''])(
    '%j is no date',
    (raw) => expect(parseCalendarDate(raw)).toHaveProperty('error'),
  );

  test('whatever a date looks like on the screen can be typed again', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        expect(parseCalendarDate(formatCalendarDate(date))).toEqual({ value: date });
        expect(isCalendarDate(date)).toBe(true);
      }),
    );
  });

  test('dates sort by time', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -400, max: 400 }), (date, days) => {
        expect(Math.sign(compareDates(addDays(date, days), date))).toBe(Math.sign(days));
      }),
    );
  });

  test('a day begins in Tokyo nine hours before it does in Greenwich', () => {
    expect(todayInTokyo(new Date('2026-11-22T14:59:59.999Z'))).toBe('2026-11-22');
    expect(todayInTokyo(new Date('2026-11-22T15:00:00Z'))).toBe('2026-11-23');
    expect(startOfDayInTokyo('2026-11-23')).toEqual(new Date('2026-11-22T15:00:00Z'));
  });
});

describe('business days', () => {
  test('weekends, holidays, substitute holidays and the turn of the year are closed', () => {
    const closed = [
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
      '2026-05-06',
      '2026-12-29',
      '2026-12-31',
      '2027-01-03',
    ];
    for (const date of closed as CalendarDate[]) expect(isBusinessDay(date), date).toBe(false);
    for (const date of ['2026-11-20', '2026-11-24', '2026-12-28', '2027-01-04'] as CalendarDate[])
      expect(isBusinessDay(date), date).toBe(true);
  });

  test('two business days after the Friday before Labour Thanksgiving Day is Wednesday', () => {
    expect(addBusinessDays('2026-11-20', 2)).toBe('2026-11-25');
  });

  test('one business day after 28 December is the first working day of January', () => {
    expect(addBusinessDays('2026-12-28', 1)).toBe('2027-01-04');
  });

  test('what arrives at night in Tokyo is due at the end of the second business day there', () => {
    expect(dueAfterBusinessDays(new Date('2026-11-19T15:30:00Z'), 2)).toEqual(
      new Date('2026-11-25T14:59:59.999Z'),
    );
  });

  test('between a day and its n-th business day lie exactly n business days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (date, days) => {
        const reached = addBusinessDays(date, days);
        let counted = 0;
        for (let day = addDays(date, 1); compareDates(day, reached) <= 0; day = addDays(day, 1))
          if (isBusinessDay(day)) counted += 1;
        expect(counted).toBe(days);
        expect(isBusinessDay(reached)).toBe(true);
      }),
    );
  });

  test('a negative or fractional number of days is a mistake of the program', () => {
    expect(() => addBusinessDays('2026-11-20', -1)).toThrow(RangeError);
    expect(() => addBusinessDays('2026-11-20', 0.5)).toThrow(RangeError);
  });
});
