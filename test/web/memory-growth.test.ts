import { expect, test } from 'vitest';
import { GROWTH_AT_MOST, growthOf, isTooMuch } from '../../bench/load/growth.ts';

const MINUTES = 30;
const over = (megabytes: (minutes: number) => number) =>
  Array.from({ length: MINUTES * 12 }, (_, look) => ({
    minutes: look / 12,
    megabytes: megabytes(look / 12),
  }));
/** Fills up from 300 to 400 MB every so many minutes. */
const saw = (minutes: number, every: number) => 300 + (100 * (minutes % every)) / every;

test.each([3, 8, 11, 14])('a heap that fills and is given back every %i minutes does not grow', (every) => {
  expect(growthOf(over((minutes) => saw(minutes, every)))).toBeLessThan(GROWTH_AT_MOST.process);
});

test('one that was given back in the second quarter and not in the last does not grow', () => {
  expect(growthOf(over((minutes) => (minutes < 22 ? saw(minutes, 11) : 400)))).toBeLessThan(
    GROWTH_AT_MOST.process,
  );
});

test.each([3, 8, 11, 14])('what leaks 4 MB a minute is seen below a saw of %i minutes', (every) => {
  expect(growthOf(over((minutes) => saw(minutes, every) + 4 * minutes))).toBeGreaterThan(
    GROWTH_AT_MOST.process,
  );
});

test.each([
  ['a heap that grows', { heap: 0.6, process: 0 }, { from: 10 }],
  ['a process that grows around a steady heap', { heap: 0, process: 3.1 }, { from: 30 }],
  ['what falls, never,', { heap: -1, process: -5 }, { from: undefined }],
])('%s is told once the load was long enough', (_, growth, { from }) => {
  const judged = [5, 9, 10, 12, 29, 30, 60].filter((minutes) => isTooMuch(growth, minutes));
  expect(judged[0]).toBe(from);
});
