import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedFields,
  changesBetween,
  fieldGroupsOf,
  fieldsOf,
  type InsuredPartyDetails,
  insuredPartyInput,
  parseInsuredPartyForm,
} from '../../domain/insured-party.ts';

const details: InsuredPartyDetails = {
  corporateNumber: '7123456789012',
  name: '見本貿易株式会社',
  nameKana: 'ミホンボウエキカブシキガイシャ',
  nameEnglish: 'Mihon Trading Co., Ltd.',
  representativeTitle: '代表取締役社長',
  representativeName: '日本　太郎',
  representativeKana: 'ニホン　タロウ',
  postalCode: '1000001',
  prefecture: '東京都',
  city: '千代田区',
  street: '千代田1-1-1',
  building: null,
  addressEnglish: '1-1-1 Chiyoda, Chiyoda-ku, Tokyo',
  phone: '03-1234-5678',
  fax: null,
  url: 'https://mihon.example',
  industry: 'I',
  establishedOn: '1985-04-01',
  capitalYen: 10_000_000,
  employees: 1200,
  fiscalMonth: 3,
  isSme: false,
  contactDepartment: '見本事業部',
  contactName: '貿易　花子',
  contactPhone: '03-1234-5679',
  contactEmail: 'hanako@mihon.example',
};
const input = insuredPartyInput('headOffice', details);

describe('the form of an insured party', () => {
  test('what the form shows reads back as what is on record', () => {
    expect(parseInsuredPartyForm('headOffice', input)).toEqual({ values: details });
    expect(input).toMatchObject({
      postalCode: '100-0001',
      establishedOn: '1985/04/01',
      capitalYen: '10,000,000',
    });
  });

  test('values survive JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(details))).toEqual(details);
  });

  test('a branch lacks what only a head office has', () => {
    const missing = fieldsOf('headOffice')
      .map(({ key }) => key)
      .filter((key) => !fieldsOf('branch').some((field) => field.key === key));
    expect(missing).toEqual([
      'corporateNumber',
      'representativeTitle',
      'representativeName',
      'representativeKana',
      'industry',
      'establishedOn',
      'capitalYen',
      'employees',
      'fiscalMonth',
      'isSme',
    ]);
    expect(fieldGroupsOf('branch').map(({ group }) => group)).toEqual([
      '基本情報',
      '所在地',
      '連絡先',
      'ご担当者',
    ]);
  });

  test('a branch cannot smuggle in a representative', () => {
    const parsed = parseInsuredPartyForm('branch', input);
    expect(parsed).toMatchObject({
      values: { representativeName: null, corporateNumber: null, name: details.name },
    });
  });

  test('an empty form asks for every required field and for no other', () => {
    const parsed = parseInsuredPartyForm('headOffice', {});
    const required = fieldsOf('headOffice').filter((field) => field.required);
    expect('errors' in parsed && Object.keys(parsed.errors)).toEqual(required.map(({ key }) => key));
    expect(parsed).toMatchObject({
      errors: { name: '保険利用者名を入力してください。', prefecture: '都道府県を選択してください。' },
      values: { building: null, fax: null, url: null, contactDepartment: null },
    });
  });

  test('full-width spaces alone count as empty', () => {
    expect(parseInsuredPartyForm('headOffice', { ...input, name: '　　' })).toMatchObject({
      errors: { name: '保険利用者名を入力してください。' },
    });
  });

  test.each([
    ['corporateNumber', '8123456789012'],
    ['name', 'あ'.repeat(101)],
    ['nameKana', '見本'],
    ['nameEnglish', '見本'],
    ['representativeTitle', '長'.repeat(51)],
    ['representativeName', '改\n行'],
    ['representativeKana', 'Taro'],
    ['postalCode', '123'],
    ['prefecture', '江戸'],
    ['city', '市'.repeat(51)],
    ['street', '\0'],
    ['building', 'ビ'.repeat(101)],
    ['addressEnglish', '東京'],
    ['phone', '1234'],
    ['fax', '1234'],
    ['url', 'javascript:alert(1)'],
    ['industry', 'Z'],
    ['establishedOn', '2023/02/29'],
    ['capitalYen', '1億'],
    ['employees', '-1'],
    ['fiscalMonth', '13'],
    ['isSme', 'maybe'],
    ['contactDepartment', '部'.repeat(101)],
    ['contactName', '名'.repeat(51)],
    ['contactPhone', '03-1234'],
    ['contactEmail', 'a..b@docomo.ne.jp'],
  ] as const)('a wrong %s is named alone, and everything else is kept', (key, wrong) => {
    const parsed = parseInsuredPartyForm('headOffice', { ...input, [key]: wrong });
    const { [key]: _, ...others } = details;
    expect('errors' in parsed && Object.keys(parsed.errors)).toEqual([key]);
    expect(parsed.values).toEqual(others);
  });

  test('every message is a Japanese sentence and every format a text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fieldsOf('headOffice')), fc.string({ unit: 'binary' }), (field, raw) => {
        const parsed = field.parse(raw);
        if ('error' in parsed) expect(parsed.error).toMatch(/[ぁ-ん].*。$/);
        else {
          expect(typeof field.format(parsed.value)).toBe('string');
          expect(field.parse(field.toInput(parsed.value))).toEqual(parsed);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('on the confirm page values read as people write them', () => {
    const shown = Object.fromEntries(
      fieldsOf('headOffice').map((field) => [field.key, field.format(details[field.key])]),
    );
    expect(shown).toMatchObject({
      postalCode: '100-0001',
      industry: 'I 卸売業，小売業',
      establishedOn: '1985/04/01',
      capitalYen: '10,000,000円',
      employees: '1,200人',
      fiscalMonth: '3月',
      isSme: '該当しない',
      building: '',
      fax: '',
    });
  });

  test('every example of the form is itself acceptable', () => {
    for (const field of fieldsOf('headOffice'))
      if (field.example) expect(field.parse(field.example), field.key).toHaveProperty('value');
  });
});

describe('the difference', () => {
  test('only changed fields are applied for, each with its value on record', () => {
    const requested = {
      ...details,
      name: '新見本貿易株式会社',
      capitalYen: 20_000_000,
      building: '見本ビル5階',
    };
    expect(changesBetween('headOffice', details, requested)).toEqual({
      name: { before: '見本貿易株式会社', requested: '新見本貿易株式会社' },
      building: { before: null, requested: '見本ビル5階' },
      capitalYen: { before: 10_000_000, requested: 20_000_000 },
    });
    expect(changedFields('headOffice', details, requested)).toEqual(['name', 'building', 'capitalYen']);
  });

  test('an untouched form changes nothing, even where the record is written the old way', () => {
    const old = { ...details, street: '千代田１－１－１', nameKana: 'ﾐﾎﾝﾎﾞｳｴｷｶﾌﾞｼｷｶﾞｲｼｬ' };
    const parsed = parseInsuredPartyForm('headOffice', insuredPartyInput('headOffice', old));
    expect('errors' in parsed ? parsed : changesBetween('headOffice', old, parsed.values)).toEqual({});
  });

  test('emptying an optional field is a change', () => {
    expect(changesBetween('headOffice', details, { ...details, url: null })).toEqual({
      url: { before: 'https://mihon.example', requested: null },
    });
  });
});
