import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  type ClosingDays,
  dueAfterBusinessDays,
  type ExceptionalDay,
  isBusinessDay,
  noClosingDays,
} from '../../domain/business-days.ts';
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
    for (const date of closed as CalendarDate[]) expect(isBusinessDay(date, noClosingDays), date).toBe(false);
    for (const date of ['2026-11-20', '2026-11-24', '2026-12-28', '2027-01-04'] as CalendarDate[])
      expect(isBusinessDay(date, noClosingDays), date).toBe(true);
  });

  test('two business days after the Friday before Labour Thanksgiving Day is Wednesday', () => {
    expect(addBusinessDays('2026-11-20', 2, noClosingDays)).toBe('2026-11-25');
  });

  test('one business day after 28 December is the first working day of January', () => {
    expect(addBusinessDays('2026-12-28', 1, noClosingDays)).toBe('2027-01-04');
  });

  test('what arrives at night in Tokyo is due at the end of the second business day there', () => {
    expect(dueAfterBusinessDays(new Date('2026-11-19T15:30:00Z'), 2, noClosingDays)).toEqual(
      new Date('2026-11-25T14:59:59.999Z'),
    );
  });

  test('the institution’s own days come before the calendar: closed on a Tuesday, at work on a Saturday', () => {
    const own: ClosingDays = new Map([
      ['2026-11-24', 'closed'],
      ['2026-11-28', 'working'],
    ]);
    expect(addBusinessDays('2026-11-20', 1, own)).toBe('2026-11-25');
    expect(addBusinessDays('2026-11-27', 1, own)).toBe('2026-11-28');
    expect(dueAfterBusinessDays(new Date('2026-11-20T01:00:00Z'), 2, own)).toEqual(
      new Date('2026-11-26T14:59:59.999Z'),
    );
  });

  test('between a day and its n-th business day lie exactly n business days, whatever days the institution has', () => {
    const own = fc.array(
      fc.tuple(fc.integer({ min: -5, max: 60 }), fc.constantFrom<ExceptionalDay>('closed', 'working')),
    );
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), own, (date, days, exceptions) => {
        const closingDays: ClosingDays = new Map(
          exceptions.map(([after, kind]) => [addDays(date, after), kind]),
        );
        const reached = addBusinessDays(date, days, closingDays);
        let counted = 0;
        for (let day = addDays(date, 1); compareDates(day, reached) <= 0; day = addDays(day, 1))
          if (isBusinessDay(day, closingDays)) counted += 1;
        expect(counted).toBe(days);
        expect(isBusinessDay(reached, closingDays)).toBe(true);
      }),
    );
  });

  test('a negative or fractional number of days is a mistake of the program', () => {
    expect(() => addBusinessDays('2026-11-20', -1, noClosingDays)).toThrow(RangeError);
    expect(() => addBusinessDays('2026-11-20', 0.5, noClosingDays)).toThrow(RangeError);
  });
});
