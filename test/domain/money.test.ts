import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatYen, grouped, parseCount, parseYen } from '../../domain/money.ts';

test.each([
  ['10,000,000', 10_000_000],
  ['１０，０００，０００円', 10_000_000],
  ['¥1,000', 1000],
  ['0', 0],
  ['999999999999999', 999_999_999_999_999],
])('%s is an amount', (raw, yen) => expect(parseYen(raw)).toEqual({ value: yen }));

test.each(['1,00', '1,0000', '10.5', '-1', '1億円', '1e3', '0x10', '1000000000000000', ''])(
  '%j is none',
  (raw) => expect(parseYen(raw)).toHaveProperty('error'),
);

test('a count has an upper bound that the message names', () => {
  expect(parseCount('1,200人', 9_999_999)).toEqual({ value: 1200 });
  expect(parseCount('10000000', 9_999_999)).toEqual({ error: '9,999,999以下の数字で入力してください。' });
});

test('an amount as shown can be typed again', () => {
  fc.assert(
    fc.property(
      fc.nat(Number.MAX_SAFE_INTEGER).filter((yen) => yen < 1e15),
      (yen) => {
        expect(parseYen(formatYen(yen))).toEqual({ value: yen });
        expect(Number(grouped(yen).replaceAll(',', ''))).toBe(yen);
      },
    ),
  );
});
