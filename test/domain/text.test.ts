import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lengthOf,
  type Parsed,
  parseCode,
  parseEnglish,
  parseReading,
  parseText,
  toKatakana,
} from '../../domain/text.ts';

describe('what people type is brought into one form', () => {
  test('full-width letters and digits become half-width, full-width brackets stay', () => {
    expect(parseText('ＡＢＣ商事（第２）')).toEqual({ value: 'ABC商事（第2）' });
  });

  test('half-width kana become full-width, voicing marks included', () => {
    expect(parseText('ｶﾞﾊﾟﾅｰ商会')).toEqual({ value: 'ガパナー商会' });
    expect(parseText('カ\u3099')).toEqual({ value: 'ガ' });
  });

  test('a name keeps the very character it is written with', () => {
    for (const name of ['\ufa19', '髙﨑', '𠮷野家', '㈱', '葛\u{e0100}'])
      expect(parseText(name)).toEqual({ value: name });
  });

  test('full-width spaces around a text go, one between names stays', () => {
    expect(parseText('　 日本　　太郎　')).toEqual({ value: '日本　太郎' });
    expect(parseText('Mihon \t Trading')).toEqual({ value: 'Mihon Trading' });
  });

  test('dashes between the numbers of an address become hyphens, those in words stay', () => {
    expect(parseText('丸の内１－２ー３　センタービル')).toEqual({ value: '丸の内1-2-3　センタービル' });
  });

  test.each([
    ['line break', 'a\nb'],
    ['carriage return', 'a\r'],
    ['NUL', 'a\0'],
    ['lone surrogate', 'a\ud800b'],
    ['private use character', '\ue000'],
    ['right-to-left override', 'a\u202eb'],
    ['replacement character', '\ufffd'],
    ['line separator', 'a\u2028b'],
  ])('%s is refused everywhere', (_, raw) => {
    for (const parse of [parseText, parseCode, parseReading, parseEnglish])
      expect(parse(raw)).toHaveProperty('error');
  });

  test('no character can turn the direction of the text around it', () => {
    for (const mark of '\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
      expect(parseText(`a${mark}b`)).toHaveProperty('error');
  });

  test('zero-width characters from a copied web page disappear', () => {
    expect(parseText('\ufeff見本\u200b貿易')).toEqual({ value: '見本貿易' });
  });
});

describe('readings', () => {
  test('hiragana and half-width kana become full-width katakana', () => {
    expect(parseReading('みほん ﾎﾞｳｴｷ')).toEqual({ value: 'ミホン　ボウエキ' });
    expect(toKatakana('ゔゖ')).toBe('ヴヶ');
  });

  test('a dash after kana is the prolonged sound mark that was meant', () => {
    expect(parseReading('サ－ビス・センタ-')).toEqual({ value: 'サービス・センター' });
  });

  test('kanji and Latin letters are refused with what to do', () => {
    expect(parseReading('見本')).toEqual({ error: '全角カタカナで入力してください。' });
    expect(parseReading('ABC')).toHaveProperty('error');
  });
});

test('English text is plain ASCII, typographic quotes are converted', () => {
  expect(parseEnglish('Ｍｉｈｏｎ’s “Trading”, Ltd.')).toEqual({ value: `Mihon's "Trading", Ltd.` });
  expect(parseEnglish('Nestlé')).toHaveProperty('error');
});

test('length counts characters as their writer does', () => {
  expect(lengthOf('𠮷野家')).toBe(3);
});

test('reading a normalised text again changes nothing', () => {
  const parsers: ((raw: string) => Parsed<string>)[] = [parseText, parseCode, parseReading, parseEnglish];
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'Ａ１－ーｶﾞ゙カがあア　 -‐1a・') }),
  );
  fc.assert(
    fc.property(typed, fc.constantFrom(...parsers), (raw, parse) => {
      const once = parse(raw);
      if ('value' in once) expect(parse(once.value)).toEqual(once);
    }),
    { numRuns: 2000 },
  );
});
