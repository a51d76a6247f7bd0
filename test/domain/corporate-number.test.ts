import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  corporateCheckDigit,
  corporateNumberOf,
  hasValidCheckDigit,
  parseCorporateNumber,
} from '../../domain/corporate-number.ts';

test.each(['7123456789012', '2120901007402', '7010705000725', '4011001098993'])(
  'the published corporate number %s is valid',
  (number) => expect(hasValidCheckDigit(number)).toBe(true),
);

test('full-width digits, spaces and hyphens are accepted', () => {
  expect(parseCorporateNumber(' ７-1234-5678-9012 ')).toEqual({ value: '7123456789012' });
});

test('twelve or fourteen digits are refused', () => {
  expect(parseCorporateNumber('712345678901')).toHaveProperty('error');
  expect(parseCorporateNumber('71234567890123')).toHaveProperty('error');
});

const baseNumber = fc.stringMatching(/^[0-9]{12}$/);

test('every base number has exactly one check digit, from 1 to 9', () => {
  fc.assert(
    fc.property(baseNumber, (base) => {
      const valid = [...'0123456789'].filter((digit) => hasValidCheckDigit(digit + base));
      expect(valid).toEqual([String(corporateCheckDigit(base))]);
      expect(valid[0]).not.toBe('0');
      expect(parseCorporateNumber(corporateNumberOf(base))).toEqual({ value: corporateNumberOf(base) });
    }),
  );
});

test('one mistyped digit is noticed, unless 0 and 9 are confused', () => {
  fc.assert(
    fc.property(baseNumber, fc.nat(11), fc.nat(9), (base, at, digit) => {
      const original = Number(base[at]);
      fc.pre((original - digit) % 9 !== 0);
      const wrong = base.slice(0, at) + digit + base.slice(at + 1);
      expect(hasValidCheckDigit(corporateCheckDigit(base) + wrong)).toBe(false);
    }),
  );
});
