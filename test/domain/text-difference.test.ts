import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TextPart, textDifference } from '../../domain/text-difference.ts';

/** 03-0[1]23 for a changed 1. */
const shown = (parts: TextPart[]) =>
  parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
const both = (before: string, after: string) => {
  const difference = textDifference(before, after);
  return [shown(difference.before), shown(difference.after)];
};

test.each([
  ['03-0123-4500', '03-0128-4700', '03-012[3]-4[5]00', '03-012[8]-4[7]00'],
  ['青凪商事株式会社', '青凪商会株式会社', '青凪商[事]株式会社', '青凪商[会]株式会社'],
  ['丸の内1丁目2-3', '丸の内1丁目12-3', '丸の内1丁目2-3', '丸の内1丁目[1]2-3'],
  ['03-0123-4500', '03-0123-450', '03-0123-450[0]', '03-0123-450'],
  ['大阪市北区', '', '[大阪市北区]', ''],
  ['', '大阪市北区', '', '[大阪市北区]'],
  ['東京', '東京', '東京', '東京'],
  ['山田', '山本', '山[田]', '山[本]'],
])('%s → %s', (before, after, markedBefore, markedAfter) => {
  expect(both(before, after)).toEqual([markedBefore, markedAfter]);
});

test('characters of several code points are marked whole: variants, voicing marks, emoji', () => {
  expect(both('葛\u{E0100}城市', '葛\u{E0101}城市')).toEqual(['[葛\u{E0100}]城市', '[葛\u{E0101}]城市']);
  expect(both('か\u3099っこう', 'か\u309aっこう')).toEqual(['[か\u3099]っこう', '[か\u309a]っこう']);
  expect(both('𠮷田商店', '吉田商店')).toEqual(['[𠮷]田商店', '[吉]田商店']);
  expect(both('\u{fa19}戸市中央区', '\u{795e}戸市中央区')).toEqual([
    '[\u{fa19}]戸市中央区',
    '[\u{795e}]戸市中央区',
  ]);
});

test('texts with little in common are other texts: nothing agrees by chance', () => {
  for (const [before, after] of [
    ['千代田区丸の内', '大阪市北区梅田'],
    ['insurance@aonagi-trading.example', 'aonagi.keiri@gmail.com'],
    ['青凪ビル8階', '新有楽町ビルヂング地下1階A-1024号室'],
  ] as const)
    expect(both(before, after)).toEqual([`[${before}]`, `[${after}]`]);
});

const text = fc.string({
  unit: fc.constantFrom(...'あいうアイウ0123-株式会社', 'か\u3099', '葛\u{E0100}', '𠮷'),
  maxLength: 30,
});
const joined = (parts: TextPart[]) => parts.map((part) => part.text).join('');
const unchanged = (parts: TextPart[]) => joined(parts.filter(({ changed }) => !changed));

test('both texts stay whole, what is not marked is the same on both sides, and neighbours never have the same mark', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const difference = textDifference(before, after);
      expect(joined(difference.before)).toBe(before);
      expect(joined(difference.after)).toBe(after);
      expect(unchanged(difference.before)).toBe(unchanged(difference.after));
      for (const parts of [difference.before, difference.after])
        for (const [index, part] of parts.entries()) {
          expect(part.text).not.toBe('');
          if (part.changed) expect(parts[index + 1]?.changed).not.toBe(true);
        }
    }),
  );
});

test('a character of two code points is never cut', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const difference = textDifference(before, after);
      for (const part of [...difference.before, ...difference.after])
        expect(part.text).not.toMatch(/^(?:\u3099|\u{E0100}|[\udc00-\udfff])|[\ud800-\udbff]$/u);
    }),
  );
});

test('of two ways to keep as many digits, the one that leaves them at their places', () => {
  const { after } = textDifference('07700000', '0x70x000');
  expect(after.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')).toBe('0[x]70[x]000');
});

test('two digits that differ are both marked, wherever they stand, and nothing else is', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(digits, fc.nat(), fc.nat(), (number, one, other) => {
      const places = new Set([one % number.length, other % number.length]);
      const after = number.map((digit, place) => (places.has(place) ? 'x' : digit)).join('');
      const { after: parts } = textDifference(number.join(''), after);
      expect(
        parts
          .filter(({ changed }) => changed)
          .map((part) => part.text)
          .join(''),
      ).toBe('x'.repeat(places.size));
    }),
  );
});
