import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatApplicationNumber,
  isApplicationNumber,
  parseApplicationNumber,
} from '../../domain/application-number.ts';
import { addDays } from '../../domain/calendar-date.ts';

test('a number has day, running number and a Luhn check digit', () => {
  // From the right 7 1 0 0 0 0 2 2 1 1 6 2 0 2, every other doubled: 5+1+0+0+0+0+4+2+2+1+3+2+0+2 = 22, to 30: 8.
  expect(formatApplicationNumber('2026-11-22', 17)).toBe('W20261122-000017-8');
  // 2+0+0+0+0+0+4+2+2+1+3+2+0+2 = 18, to 20: 2. Doubling the other half would give 6.
  expect(formatApplicationNumber('2026-11-22', 1)).toBe('W20261122-000001-2');
});

test.each([
  'W20261122-000017-8',
  'w20261122-000017-8',
  'Ｗ２０２６１１２２－００００１７－８',
  'Ｗ２０２６１１２２ー００００１７ー８',
  ' W20261122 000017 8 ',
  '202611220000178',
])('staff may type %j', (raw) => expect(parseApplicationNumber(raw)).toBe('W20261122-000017-8'));

test.each([
  'W20261122-000017-3',
  'W20261132-000017-8',
  'W20261122-00017-3',
  'A20261122-000017-8',
  '',
  "W20261122-000017-8' or 1=1",
])('%j is no application number', (raw) => expect(parseApplicationNumber(raw)).toBeUndefined());

test('only the form in which it is kept counts as the number itself', () => {
  expect(isApplicationNumber('W20261122-000017-8')).toBe(true);
  expect(isApplicationNumber('w20261122-000017-8')).toBe(false);
});

const day = fc.nat(365 * 80).map((days) => addDays('2020-01-01', days));
const number = fc
  .tuple(day, fc.nat(999_999))
  .map(([date, sequence]) => formatApplicationNumber(date, sequence));

test('every number that is given can be read back', () => {
  fc.assert(
    fc.property(number, (given) => {
      expect(parseApplicationNumber(given)).toBe(given);
    }),
  );
});

test('one mistyped digit is never another number', () => {
  fc.assert(
    fc.property(number, fc.nat(17), fc.nat(9), (given, at, digit) => {
      fc.pre(/[0-9]/.test(given[at] ?? '') && given[at] !== String(digit));
      expect(parseApplicationNumber(given.slice(0, at) + digit + given.slice(at + 1))).toBeUndefined();
    }),
  );
});

test('a sequence beyond six digits is a mistake of the program', () => {
  expect(() => formatApplicationNumber('2026-11-22', 1_000_000)).toThrow(RangeError);
});
