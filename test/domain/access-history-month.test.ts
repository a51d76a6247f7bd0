import { expect, test } from 'vitest';
import { addMonths, historyMonth, monthText, oldestKeptMonth } from '../../domain/access-history-month.ts';

test('a month begins and ends at midnight in Tokyo', () => {
  expect(historyMonth(new Date('2026-10-31T14:59:59.999Z'))).toBe('2026-10-01');
  expect(historyMonth(new Date('2026-10-31T15:00:00.000Z'))).toBe('2026-11-01');
});

test('months are counted over the end of the year, whatever day it is', () => {
  expect(addMonths('2026-11-01', 2)).toBe('2027-01-01');
  expect(addMonths('2027-01-31', 1)).toBe('2027-02-01');
  expect(addMonths('2026-03-01', -13)).toBe('2025-02-01');
});

test('of 13 kept months the running one is one', () => {
  expect(oldestKeptMonth(new Date('2026-11-30T14:59:59Z'), 13)).toBe('2025-11-01');
  expect(oldestKeptMonth(new Date('2026-11-30T15:00:00Z'), 13)).toBe('2025-12-01');
  expect(monthText('2026-11-01')).toBe('2026-11');
});
