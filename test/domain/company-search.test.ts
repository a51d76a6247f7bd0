import { describe, expect, test } from 'vitest';
import {
  type CompanySearch,
  exactlyMeant,
  parseCodeOrName,
  parseCompanySearch,
  rangeOf,
} from '../../domain/company-search.ts';

const meant = (typed: string): CompanySearch => {
  const parsed = parseCompanySearch(typed);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.value;
};

describe('what is typed into the one field', () => {
  test.each<[string, CompanySearch]>([
    ['201234567', { by: 'insuredCode', begins: '201234567' }],
    ['　２０１２３４　', { by: 'insuredCode', begins: '201234' }],
    ['201234567001', { by: 'webUserId', begins: '201234567001' }],
    ['２０１２３４５６７　０', { by: 'webUserId', begins: '2012345670' }],
    ['201-234-567', { by: 'insuredCode', begins: '201234567' }],
    ['7123456789012', { by: 'corporateNumber', number: '7123456789012' }],
    ['T７１２３４５６７８９０１２', { by: 'corporateNumber', number: '7123456789012' }],
    [' Taro.Nihon＠Aonagi.Example ', { by: 'email', email: 'Taro.Nihon@aonagi.example' }],
    ['青凪', { by: 'name', text: '青凪', people: true }],
    ['青', { by: 'name', text: '青', people: false }],
    ['㈱青凪貿易', { by: 'name', text: '青凪貿易', people: true }],
    ['青凪貿易（株）', { by: 'name', text: '青凪貿易', people: true }],
    ['株式会社', { by: 'name', text: '株式会社', people: true }],
    ['日本　太郎', { by: 'name', text: '日本　太郎', people: true }],
    ['第3貿易', { by: 'name', text: '第3貿易', people: true }],
  ])('%s', (typed, search) => {
    expect(meant(typed)).toEqual(search);
  });

  test.each([
    ['', '入力してください'],
    [' 　', '入力してください'],
    ['taro@', '省略せずに'],
    ['a@x.example, b@x.example', '省略せずに'],
    ['12345678901234', '数字が多すぎ'],
    ['あ'.repeat(101), '100文字以内'],
    ['青\u0000凪', '使用できない文字'],
  ])('%j says what to do', (typed, message) => {
    const parsed = parseCompanySearch(typed);
    expect('error' in parsed && parsed.error).toContain(message);
  });
});

test.each([
  ['２０１ ２３４', { begins: '201234', name: '201 234' }],
  ['2012345670', { begins: undefined, name: '2012345670' }],
  ['㈱第3貿易', { begins: undefined, name: '第3貿易' }],
  ['　', { begins: undefined, name: '' }],
])('where only a company is looked for, %j is the beginning of a code, or a name', (typed, expected) => {
  expect(parseCodeOrName(typed)).toEqual({ value: expected });
});

test('a whole code or ID is opened, a part of one is looked for', () => {
  expect(exactlyMeant(meant('201234567'))).toEqual({ insuredCode: '201234567' });
  expect(exactlyMeant(meant('201234567001'))).toEqual({
    insuredCode: '201234567',
    webUserId: '201234567001',
  });
  for (const typed of ['20123456', '2012345670', '7123456789012', '青凪'])
    expect(exactlyMeant(meant(typed))).toBeUndefined();
  expect(rangeOf('2012345670', 12)).toEqual(['201234567000', '201234567099']);
});
