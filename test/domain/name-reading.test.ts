import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leftBehind } from '../../domain/companion-fields.ts';
import { kanaMissingIn } from '../../domain/name-reading.ts';

test.each([
  ['青凪ホールディングス株式会社', 'アオナギホールディングスカブシキガイシャ'],
  ['あおなぎ商事株式会社', 'アオナギショウジ'],
  ['株式会社みらいへはばたく', 'ミライエワバタク'],
  ['ザ・センター株式会社', 'ザセンタ'],
  ['青木　恵', 'アオキ　メグミ'],
  ['茅ヶ崎の里株式会社', 'チガサキサト'],
  ['ＡＢＣ株式会社', 'エービーシー'],
  ['', ''],
])('%s may be read %s', (name, reading) => expect(kanaMissingIn(name, reading)).toBeUndefined());

test.each([
  ['青凪ホールディングス株式会社', 'アオナギホールディングズ', 'ホールディングス'],
  ['あおなぎ商事', 'ホタカミ', 'あおなぎ'],
  ['サトウ　太郎', 'スズキ　タロウ', 'サトウ'],
])('%s is hardly read %s: %s is missing', (name, reading, missing) =>
  expect(kanaMissingIn(name, reading)).toBe(missing),
);

const katakana = fc.string({
  unit: fc.constantFrom(...'アイウエオカキクケコガギグゲゴーァッャュョヴハヘヲ'),
  minLength: 2,
  maxLength: 20,
});
const kanji = fc.constantFrom('青凪', '株式会社', '商事', '');

test('a name in kana is read as it is written, whatever stands around it, in hiragana too', () => {
  fc.assert(
    fc.property(katakana, kanji, kanji, (kana, before, after) => {
      const hiragana = kana.replace(/[ァ-ヶ]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0x60));
      for (const written of [kana, hiragana])
        expect(kanaMissingIn(before + written + after, `アオ${kana}ショウジ`)).toBeUndefined();
    }),
  );
});

test('what says the same in another writing is missed, once a field', () => {
  expect(leftBehind(['name', 'phone'])).toEqual([
    { changed: 'name', companion: 'nameKana' },
    { changed: 'name', companion: 'nameEnglish' },
  ]);
  expect(leftBehind(['name', 'nameKana', 'nameEnglish'])).toEqual([]);
  expect(leftBehind(['city', 'street'])).toEqual([{ changed: 'city', companion: 'addressEnglish' }]);
  expect(leftBehind(['nameKana', 'addressEnglish', 'postalCode', 'building'])).toEqual([]);
});
