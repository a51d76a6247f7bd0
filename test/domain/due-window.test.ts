import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noClosingDays } from '../../domain/business-days.ts';
import { boundsInOrder, dueBounds, isDueWithin, spansIn, urgencyOf } from '../../domain/due-window.ts';

const at = (time: string) => new Date(`${time}+09:00`);
const endOf = (day: string) => at(`${day}T23:59:59.999`);

test.each([
  ['2026-11-25T23:59:59', 'overdue'],
  ['2026-11-26T23:59:59', 'today'],
  ['2026-11-27T23:59:59', 'next'],
  ['2026-11-28T23:59:59', 'later'],
])('seen on Thursday morning, what is due at %s is %s', (due, urgency) => {
  expect(urgencyOf(at(due), dueBounds(at('2026-11-26T09:00:00'), noClosingDays))).toBe(urgency);
});

test('on a Friday before a holiday, Tuesday is the next business day', () => {
  const bounds = dueBounds(at('2026-11-20T09:00:00'), noClosingDays);
  expect(urgencyOf(endOf('2026-11-24'), bounds), 'Monday is 勤労感謝の日').toBe('next');
  expect(urgencyOf(endOf('2026-11-25'), bounds)).toBe('later');
  expect(isDueWithin('soon', endOf('2026-11-25'), bounds), 'the second business day').toBe(true);
  expect(isDueWithin('soon', endOf('2026-11-26'), bounds)).toBe(false);
});

test("the institution's own closing day is none of its business days", () => {
  const bounds = dueBounds(at('2026-11-26T09:00:00'), new Map([['2026-11-27', 'closed']]));
  expect(urgencyOf(endOf('2026-11-30'), bounds)).toBe('next');
});

test('what has no due date is in no window and never urgent', () => {
  const bounds = dueBounds(at('2026-11-26T09:00:00'), noClosingDays);
  for (const window of ['overdue', 'today', 'soon', 'later'] as const)
    expect(isDueWithin(window, null, bounds)).toBe(false);
  expect(urgencyOf(null, bounds)).toBe('later');
});

test('every due date is overdue, soon or later, exactly one of them; today is a part of soon', () => {
  const instants = fc.date({
    min: at('2026-01-01T00:00:00'),
    max: at('2027-12-31T00:00:00'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, instants, (now, due) => {
      const bounds = dueBounds(now, noClosingDays);
      const is = (window: Parameters<typeof isDueWithin>[0]) => isDueWithin(window, due, bounds);
      expect([is('overdue'), is('soon'), is('later')].filter(Boolean)).toHaveLength(1);
      if (is('today')) expect(is('soon')).toBe(true);
      expect(is('overdue')).toBe(urgencyOf(due, bounds) === 'overdue');
      expect(is('today')).toBe(urgencyOf(due, bounds) === 'today');
    }),
  );
});

test('what is counted in the spans of a window is what is due within it', () => {
  const now = at('2026-11-26T09:00:00');
  const bounds = dueBounds(now, noClosingDays);
  const near = boundsInOrder(bounds).flatMap((bound) =>
    [-1, 0, 1].map((off) => new Date(bound.getTime() + off)),
  );
  for (const due of near) {
    const span = boundsInOrder(bounds).filter((bound) => bound <= due).length;
    for (const window of ['overdue', 'today', 'soon', 'later'] as const)
      expect(spansIn[window].includes(span), `${due.toISOString()} ${window}`).toBe(
        isDueWithin(window, due, bounds),
      );
  }
});
