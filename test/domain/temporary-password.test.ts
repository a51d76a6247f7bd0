import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { CODE_ALPHABET } from '../../domain/grouped-code.ts';
import { afterRequest, REISSUES_PER_USER, type Requests } from '../../domain/request-limit.ts';
import {
  makeTemporaryPassword,
  parseTemporaryPassword,
  REISSUE_VALID_HOURS,
  TEMPORARY_PASSWORD_VALID_HOURS,
  temporaryPasswordExpiresAt,
} from '../../domain/temporary-password.ts';

test('ASVS V6.4.1: a temporary password is random, long, and easy to type from paper', () => {
  const made = Array.from({ length: 500 }, () => makeTemporaryPassword(randomInt));
  expect(new Set(made).size).toBe(500);
  for (const password of made) expect(password).toMatch(/^[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){4}$/);
  expect(20 * Math.log2(CODE_ALPHABET.length)).toBeGreaterThan(96);
  const letters = new Set(made.join(''));
  for (const letter of CODE_ALPHABET) expect(letters).toContain(letter);
});

test('typed in capitals, full width or without hyphens, it is the same password', () => {
  const password = makeTemporaryPassword(randomInt);
  const fullWidth = password.replace(/[!-~]/g, (letter) =>
    String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
  );
  for (const typed of [
    password,
    password.toUpperCase(),
    fullWidth,
    password.replaceAll('-', ' '),
    ` ${password.replaceAll('-', '')} `,
  ])
    expect(parseTemporaryPassword(typed)).toBe(password);
  expect(parseTemporaryPassword('demo only, never in production')).toBeUndefined();
  expect(parseTemporaryPassword(password.slice(1))).toBeUndefined();
});

test('a reissued password is good for 24 hours, an applicant’s for 14 days, a letter’s for 30', () => {
  const now = new Date('2026-11-22T00:00:00Z');
  expect(temporaryPasswordExpiresAt('reissue', now)).toEqual(new Date('2026-11-23T00:00:00Z'));
  expect(temporaryPasswordExpiresAt('reset', now)).toEqual(new Date('2026-12-06T00:00:00Z'));
  expect(TEMPORARY_PASSWORD_VALID_HOURS).toMatchObject({ initial: 336, letter: 720 });
});

const at = (hours: number) => new Date(Date.UTC(2026, 10, 22) + hours * 3_600_000);
function askedAt(hours: number[]): boolean[] {
  let known: Requests | undefined;
  return hours.map((hour) => {
    const after = afterRequest(REISSUES_PER_USER, known, at(hour));
    known = after ?? known;
    return after !== undefined;
  });
}

test('three reissues at once, then one an hour later, then after two', () => {
  expect(askedAt([0, 0, 0, 0, 0.9])).toEqual([true, true, true, false, false]);
  expect(askedAt([0, 0, 0, 1, 2, 3, 4])).toEqual([true, true, true, true, false, true, false]);
});

test('whoever waits has a mailed password that is still good, and after a day the count begins anew', () => {
  let known: Requests | undefined;
  let now = at(0);
  for (let turn = 0; turn < 40; turn++) {
    known = afterRequest(REISSUES_PER_USER, known, now);
    const wait = (known?.blockedUntil ?? now).getTime() - now.getTime();
    expect(wait / 3_600_000).toBeLessThan(REISSUE_VALID_HOURS);
    now = known?.blockedUntil ?? now;
  }
  expect(askedAt([0, 0, 0, 25, 25, 25, 25])).toEqual([true, true, true, true, true, true, false]);
});
