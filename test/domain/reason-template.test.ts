import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fillTemplate,
  longestFilled,
  placeholders,
  unknownPlaceholders,
} from '../../domain/reason-template.ts';

const values = { 申込番号: 'W20261122-000017-8', 保険利用者名: '青凪貿易株式会社' };

describe('a template for one case', () => {
  test('has its placeholders replaced, in whichever braces they were typed', () => {
    expect(fillTemplate('{保険利用者名} 様の ｛ 申込番号 ｝ について', values)).toBe(
      '青凪貿易株式会社 様の W20261122-000017-8 について',
    );
  });

  test('shows what the case does not have as a dash, and leaves what it does not know', () => {
    expect(fillTemplate('{申込日}・{社長}・{', values)).toBe('―・{社長}・{');
    expect(unknownPlaceholders('change', '{申込日}{社長}｛社長｝{}')).toEqual(['社長', '']);
  });

  test('runs nothing of what is put in: a name may hold braces, $& and names of the language itself', () => {
    const hostile = '$& $1 $` {申込番号} {{process.exit()}} <b>{{constructor}}</b>';
    expect(fillTemplate('［{保険利用者名}］', { ...values, 保険利用者名: hostile })).toBe(`［${hostile}］`);
    expect(fillTemplate('{constructor}{__proto__}{toString}', values)).toBe(
      '{constructor}{__proto__}{toString}',
    );
  });

  test('without placeholders it is what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[{}｛｝]/.test(text));
        expect(fillTemplate(text, values)).toBe(text);
      }),
    );
  });

  test('each value stands where its name stood, whatever the value is', () => {
    const name = fc.constantFrom(...(Object.keys(placeholders) as (keyof typeof placeholders)[]));
    fc.assert(
      fc.property(fc.array(name), fc.string(), (names, value) => {
        const all = Object.fromEntries(Object.keys(placeholders).map((key) => [key, value]));
        expect(fillTemplate(names.map((one) => `{${one}}`).join('|'), all)).toBe(
          names.map(() => value).join('|'),
        );
      }),
    );
  });

  test('offers each kind of work only what it has', () => {
    expect(unknownPlaceholders('registration', '{受付番号}{申込番号}')).toEqual(['申込番号']);
    expect(unknownPlaceholders('groupViewer', '{保険利用者コード}{申込日}')).toEqual(['申込日']);
  });

  test('its length is judged with the longest name', () => {
    expect(longestFilled('{保険利用者名}様')).toBe(101);
  });
});
