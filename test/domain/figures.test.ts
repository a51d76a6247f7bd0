import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type CalendarDate } from '../../domain/calendar-date.ts';
import { type FigureUnit, mondayOf, periodStart, periodsOf, recentWeeks } from '../../domain/figures.ts';
import { niceStep } from '../../web/office/figures/chart.ts';

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01' as CalendarDate, days));
const unit = fc.constantFrom<FigureUnit>('week', 'month');

describe('the periods of a range', () => {
  test('cover every day of it exactly once, and each is one week or month', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), unit, (from, length, by) => {
        const to = addDays(from, length);
        const periods = periodsOf(from, to, by);
        expect(periods[0]?.first).toBe(from);
        expect(periods.at(-1)?.last).toBe(to);
        for (const [index, { first, last }] of periods.entries()) {
          expect(first <= last).toBe(true);
          expect(periodStart(first, by)).toBe(periodStart(last, by));
          const next = periods[index + 1];
          if (next) {
            expect(next.first).toBe(addDays(last, 1));
            expect(periodStart(next.first, by)).toBe(next.first);
          }
        }
      }),
    );
  });

  test('a week begins on Monday', () => {
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  });

  test('the usual range is twelve weeks that end today', () => {
    const { from, to } = recentWeeks('2026-11-26');
    expect(to).toBe('2026-11-26');
    expect(periodsOf(from, to, 'week')).toHaveLength(12);
  });
});

test('the steps of an axis are 1, 2 or 5 times a power of ten, and the next above what is asked', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (least) => {
      const step = niceStep(least);
      expect(step).toBeGreaterThanOrEqual(Math.min(least, step));
      expect(step >= least || least <= 1).toBe(true);
      expect(String(step)).toMatch(/^[125]0*$/);
    }),
  );
});
