import { describe, expect, test } from 'vitest';
import { type PostalArea, postalCodeWarning } from '../../domain/postal-address.ts';

const areas: Record<string, PostalArea[]> = {
  '1000001': [{ prefecture: '東京都', city: '千代田区', town: '千代田' }],
  '1000000': [{ prefecture: '東京都', city: '千代田区', town: '以下に掲載がない場合' }],
  '0600003': [{ prefecture: '北海道', city: '札幌市中央区', town: '北三条西' }],
  '2510035': [{ prefecture: '神奈川県', city: '藤沢市', town: '片瀬海岸' }],
  '3000000': [{ prefecture: '茨城県', city: '龍ヶ崎市', town: '' }],
  '4980000': [
    { prefecture: '愛知県', city: '弥富市', town: '以下に掲載がない場合' },
    { prefecture: '三重県', city: '桑名郡木曽岬町', town: '以下に掲載がない場合' },
  ],
};
const lookup = (postalCode: string) => areas[postalCode] ?? [];
const warning = (postalCode: string, prefecture: string, city: string, street: string) =>
  postalCodeWarning({ postalCode, prefecture, city, street }, lookup);

describe('an address and its postal code', () => {
  test.each([
    ['1000001', '東京都', '千代田区', '千代田1-1-1'],
    ['1000001', '東京都', '千代田区千代田', '1-1-1'],
    ['1000000', '東京都', '千代田区', '霞が関1-1'],
    ['0600003', '北海道', '札幌市 中央区', '北3条西6丁目'],
    ['0600003', '北海道', '札幌市中央区', '北三条西六丁目'],
    ['3000000', '茨城県', '龍ケ崎市', '大字川原代1'],
    ['4980000', '三重県', '桑名郡木曽岬町', '中和泉1'],
  ])('%s %s%s%s fit', (...address) => expect(warning(...address)).toBeUndefined());

  test('an address in another town, municipality or prefecture gets a warning that names the right place', () => {
    const expected = '郵便番号100-0001は「東京都千代田区千代田」のもので、入力された所在地と一致しません。';
    expect(warning('1000001', '東京都', '千代田区', '霞が関1-1')).toBe(expected);
    expect(warning('1000001', '東京都', '港区', '千代田1-1')).toBe(expected);
    expect(warning('1000001', '大阪府', '千代田区', '千代田1-1')).toBe(expected);
  });

  test('an unknown code gets a warning, not a refusal', () => {
    expect(warning('9999999', '東京都', '千代田区', '千代田1-1')).toBe(
      '郵便番号999-9999は郵便番号一覧にありません。',
    );
  });
});
