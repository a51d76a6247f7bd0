import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  makeOneTimePassword,
  ONE_TIME_PASSWORDS_PER_USER,
  oneTimePasswordExpiresAt,
  parseOneTimePassword,
} from '../../domain/one-time-password.ts';
import { afterRequest, type Requests } from '../../domain/request-limit.ts';

const fullWidth = (digits: string) =>
  digits.replace(/[0-9]/g, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0));

test('a code is six digits, whatever the number, and is read as it was made however it is typed', () => {
  const separators = fc.array(fc.constantFrom('', ' ', '　', '-', '－', '\t'), {
    minLength: 7,
    maxLength: 7,
  });
  fc.assert(
    fc.property(fc.nat(999_999), separators, fc.boolean(), (number, between, wide) => {
      const code = makeOneTimePassword(() => number);
      expect(code).toMatch(/^[0-9]{6}$/);
      expect(Number(code)).toBe(number);
      const typed = [...code].map((digit, index) => `${between[index]}${digit}`).join('') + between[6];
      expect(parseOneTimePassword(wide ? fullWidth(typed) : typed)).toBe(code);
    }),
  );
});

test('nothing else is taken for a code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (typed) => {
      const code = parseOneTimePassword(typed);
      if (code !== undefined) expect(typed.normalize('NFKC').replace(/[^0-9]/g, '')).toBe(code);
    }),
  );
  for (const typed of ['', '12345', '1234567', '12345a', '１２３４５', '12345.', '1e5000', '٠١٢٣٤٥'])
    expect(parseOneTimePassword(typed), typed).toBeUndefined();
});

test('each of the million codes is as likely: every digit at every place', () => {
  const seen = Array.from({ length: 6 }, () => new Map<string, number>());
  for (let turn = 0; turn < 20_000; turn++)
    for (const [place, digit] of [...makeOneTimePassword(randomInt)].entries())
      seen[place]?.set(digit, (seen[place]?.get(digit) ?? 0) + 1);
  for (const digits of seen) {
    expect(digits.size).toBe(10);
    for (const count of digits.values()) expect(Math.abs(count - 2_000)).toBeLessThan(300);
  }
});

test('ten minutes to the second', () => {
  const now = new Date('2026-11-22T00:00:00.000Z');
  expect(oneTimePasswordExpiresAt(now).toISOString()).toBe('2026-11-22T00:10:00.000Z');
});

test('whoever never gives a code back gets twelve on the first day', () => {
  let requests: Requests | undefined;
  let issued = 0;
  for (let minute = 0; minute < 24 * 60; minute++)
    for (let turn = 0; turn < 10; turn++) {
      const now = new Date(minute * 60_000);
      const after = afterRequest(ONE_TIME_PASSWORDS_PER_USER, requests, now);
      if (after) issued++;
      requests = after ?? requests;
    }
  expect(issued).toBe(12);
});
