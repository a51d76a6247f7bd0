import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { Secret } from 'otpauth';
import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPath } from '../../domain/qr-code.ts';
import {
  makeRecoveryCode,
  makeTotpSecret,
  needsSecondFactor,
  parseRecoveryCode,
  shownSecret,
  stepOfCode,
  totpUri,
} from '../../domain/second-factor.ts';
import { codeAt } from '../support/second-factor.ts';

const secret = Secret.fromLatin1('12345678901234567890').base32;

/** RFC 6238, appendix B, SHA-1; of its eight digits the last six are the code of six. */
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at %i seconds the code is the one of the RFC', (seconds, eight) => {
  const now = new Date(seconds * 1000);
  expect(stepOfCode(secret, eight.slice(2), now)).toBe(Math.floor(seconds / 30));
});

test('V6.5.5 the code before and the one after the present one count, and no others', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.integer({ min: -5, max: 5 }),
      (now, later) => {
        const fresh = makeTotpSecret();
        const step = Math.floor(now.getTime() / 30_000);
        const code = codeAt(fresh, now, later);
        const found = stepOfCode(fresh, code, now);
        // Now and then two periods have the same code.
        if (Math.abs(later) <= 1) expect(found).toBeDefined();
        if (found === undefined) return;
        expect(Math.abs(found - step)).toBeLessThanOrEqual(1);
        expect(codeAt(fresh, new Date(found * 30_000))).toBe(code);
      },
    ),
  );
  const now = new Date(1_111_111_109_000);
  for (const later of [-2, 2]) expect(stepOfCode(secret, codeAt(secret, now, later), now)).toBeUndefined();
});

test('V6.5.3 secrets are random and of 160 bits', () => {
  const made = Array.from({ length: 200 }, makeTotpSecret);
  expect(new Set(made).size).toBe(200);
  for (const one of made) expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(shownSecret(made[0] ?? '')).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
});

test('V6.5.4 recovery codes are random, and read however they are typed', () => {
  const codes = Array.from({ length: 200 }, () => makeRecoveryCode(randomInt));
  expect(new Set(codes.map((code) => code.slice(5))).size).toBe(200);
  for (const code of codes) {
    expect(code).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/);
    const parsed = { selector: code.slice(0, 4), secret: code.slice(5) };
    for (const typed of [
      code,
      code.toUpperCase(),
      ` ${code.replaceAll('-', ' ')} `,
      code.replaceAll('-', ''),
    ])
      expect(parseRecoveryCode(typed)).toEqual(parsed);
    expect(parseRecoveryCode(code.slice(1))).toBeUndefined();
  }
});

test('the QR code says to the authenticator whose secret it is, and what sort', () => {
  const uri = totpUri(secret, { issuer: 'まどぐち保証機構 審査事務', staffId: 'sato.misaki' });
  const { size, path } = qrPath(uri);
  const { text } = read(size, path);
  expect(text).toBe(uri);
  const url = new URL(text);
  expect(url.protocol + url.host).toBe('otpauth:totp');
  expect(decodeURIComponent(url.pathname)).toBe('/まどぐち保証機構 審査事務:sato.misaki');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    issuer: 'まどぐち保証機構 審査事務',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});

test('whoever can decide or see everything has to have one, unless nobody has to', () => {
  const roles = ['clerk', 'approver', 'supervisor', 'auditor'] as const;
  expect(roles.filter((role) => needsSecondFactor({ role }, 'required'))).toEqual([
    'approver',
    'supervisor',
    'auditor',
  ]);
  expect(roles.filter((role) => needsSecondFactor({ role }, 'optional'))).toEqual([]);
});

/** Paints the path, eight pixels a module, and reads it as a camera would. */
function read(size: number, path: string) {
  const scale = 8;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++)
        data.set([0, 0, 0], (row * width + column) * 4);
  return { text: decodeQR({ width, height: width, data }) };
}
