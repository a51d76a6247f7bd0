import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BankAccountDetails,
  changedBankAccountKeys,
  maskAccountNumber,
  parseAccountNumber,
  parseBankAccount,
} from '../../domain/bank-account.ts';
import { parseBankKana, toBankKana, toZengin, ZENGIN_NAME_LENGTH } from '../../domain/bank-kana.ts';
import { kanaRowOf, kanaRows, readBankQuery, searchName } from '../../domain/bank-search.ts';
import { parseSymbolAndNumber } from '../../domain/japan-post-account.ts';

const readAs = (parsed: { value: string } | { error: string }) => ('value' in parsed ? parsed.value : parsed);

/** The exchange form letter by letter: kana that take a mark, with or without it. */
const zenginLetter = fc.oneof(
  fc.constantFrom(...'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ0123456789ABCXYZ()-./,¥｢｣'),
  fc.constantFrom(...'ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ').map((kana) => `${kana}ﾞ`),
  fc.constantFrom(...'ﾊﾋﾌﾍﾎ').map((kana) => `${kana}ﾟ`),
);
const zenginName = fc
  .array(zenginLetter, { minLength: 1, maxLength: 15 })
  .map((letters) => letters.join(''))
  .filter((name) => name.length <= ZENGIN_NAME_LENGTH);

describe('bank kana', () => {
  test('what banks exchange is read and written back as it was', () => {
    fc.assert(
      fc.property(zenginName, (name) => {
        const read = readAs(parseBankKana(name)) as string;
        expect(toZengin(read)).toBe(name);
        expect(toZengin(read).normalize('NFKC')).toBe(read);
      }),
    );
  });

  test('whatever is accepted can be exchanged, is short enough, and is read again as it stands', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom(...'ァアぁあｱﾞ゛ガがヴヵヶヲｦー－‐・。、（）「」㈱aA１1 　\\¥漢'),
        maxLength: 40,
      }),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const parsed = parseBankKana(raw);
        if ('error' in parsed) {
          expect(parsed.error).toMatch(/^[^\p{Cc}]*(使用できない文字|文字以内)/u);
          return;
        }
        expect(toZengin(parsed.value)).toMatch(/^[ｱ-ﾟ0-9A-Z()\-./,¥｢｣ ]*$/);
        expect(toZengin(parsed.value)).not.toMatch(/[ｦｧ-ｯｰ]/);
        expect(toZengin(parsed.value).length).toBeLessThanOrEqual(ZENGIN_NAME_LENGTH);
        expect(parseBankKana(parsed.value)).toEqual(parsed);
      }),
      { numRuns: 300 },
    );
  });

  test('width, small kana and hiragana make no difference', () => {
    const same = ['キユウシユウ', 'ｷﾕｳｼﾕｳ', 'きゅうしゅう', 'キュウシュウ', 'ｷｭｳｼｭｳ', ' キュウシュウ　'];
    for (const raw of same) expect(parseBankKana(raw)).toEqual({ value: 'キユウシユウ' });
  });

  test.each([
    ['カ）アオナギ・ボウエキ', 'カ)アオナギ.ボウエキ'],
    ['センター', 'センタ-'],
    ['ﾎﾞｳｴｷ', 'ボウエキ'],
    ['ホ゛ウエキ', 'ボウエキ'],
    ['ヲカダ', 'オカダ'],
    ['ヴェリタス', 'ヴエリタス'],
    ['abc　def', 'ABC DEF'],
    ['ヤマダ　　タロウ', 'ヤマダ タロウ'],
    ['￥「」', '¥「」'],
  ])('%s becomes %s', (raw, expected) => expect(readAs(parseBankKana(raw))).toBe(expected));

  test.each(['青凪貿易', '㈱アオナギ', 'ア＆ビ', 'ア\nビ\u0000', '<script>', 'ア゛', 'ヰ', '🏦'])(
    '%s is refused',
    (raw) => {
      const parsed = parseBankKana(raw);
      expect('error' in parsed && parsed.error).toMatch(/^使用できない文字(（.+）)?が含まれています/);
    },
  );

  test('a voicing mark counts as a character', () => {
    expect(parseBankKana('ガ'.repeat(15))).toEqual({ value: 'ガ'.repeat(15) });
    expect(parseBankKana('ガ'.repeat(16))).toEqual({ error: expect.stringContaining('現在32文字') });
    expect(parseBankKana('ア'.repeat(30))).toHaveProperty('value');
    expect(parseBankKana('ア'.repeat(31))).toHaveProperty('error');
  });
});

describe('an account', () => {
  const raw = {
    purpose: 'claimPayment',
    bankCode: '0001',
    branchCode: '004',
    type: 'current',
    number: '０１２３４５６',
    holder: 'ｶ)ｱｵﾅｷﾞ',
  };
  const bank = { bankCode: '0001' };
  const branch = { bankCode: '0001', branchCode: '004' };
  const details: BankAccountDetails = {
    purpose: 'claimPayment',
    bankCode: '0001',
    branchCode: '004',
    type: 'current',
    number: '0123456',
    holder: 'カ)アオナギ',
  };
  const errorsOf = (
    form: Record<string, string>,
    chosen: Parameters<typeof parseBankAccount>[1] = { bank, branch },
  ) => {
    const parsed = parseBankAccount(form, chosen);
    return 'errors' in parsed ? Object.keys(parsed.errors) : [];
  };

  test('is read whole', () => expect(parseBankAccount(raw, { bank, branch })).toEqual({ values: details }));

  test('each field that is missing is named', () => {
    for (const key of Object.keys(raw).filter((key) => !key.endsWith('Code')))
      expect(errorsOf({ ...raw, [key]: '' })).toEqual([key]);
    expect(errorsOf({}, { bank: undefined, branch: undefined })).toHaveLength(6);
  });

  test('purpose and type can only be ones that there are', () => {
    expect(errorsOf({ ...raw, purpose: 'salary' })).toEqual(['purpose']);
    expect(errorsOf({ ...raw, type: 'toString' })).toEqual(['type']);
  });

  test('a bank that is not in the list, and a branch that is not the bank’s, are refused', () => {
    expect(errorsOf(raw, { bank: undefined, branch: undefined })).toEqual(['bankCode', 'branchCode']);
    expect(errorsOf(raw, { bank, branch: undefined })).toEqual(['branchCode']);
    expect(errorsOf(raw, { bank, branch: { bankCode: '0005', branchCode: '004' } })).toEqual(['branchCode']);
  });

  test('its number has seven digits, neither more nor fewer', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789０５９'), maxLength: 10 }), (number) => {
        const read = parseAccountNumber(number);
        expect('value' in read).toBe([...number].length === 7);
        if ('value' in read) expect(read.value).toMatch(/^[0-9]{7}$/);
      }),
    );
    for (const wrong of ['12345-7', '123 456', '-123456', '12345.7', '1e6    ', '一二三四五六七'])
      expect(parseAccountNumber(wrong)).toHaveProperty('error');
  });

  test('of its number mails show the last four digits', () =>
    expect(maskAccountNumber('1234567')).toBe('***4567'));

  test('what differs is named in the order of the screens', () =>
    expect(changedBankAccountKeys(details, { ...details, holder: 'ア', purpose: 'premiumRefund' })).toEqual([
      'purpose',
      'holder',
    ]));

  test('the branches of ゆうちょ銀行 tell its type', () => {
    const post = (branchCode: string, type: string) =>
      errorsOf(
        { ...raw, bankCode: '9900', branchCode, type },
        { bank: { bankCode: '9900' }, branch: { bankCode: '9900', branchCode } },
      );
    expect(post('058', 'ordinary')).toEqual([]);
    expect(post('058', 'savings')).toEqual([]);
    expect(post('058', 'current')).toEqual(['type']);
    expect(post('059', 'current')).toEqual([]);
    expect(post('059', 'ordinary')).toEqual(['type']);
    expect(
      errorsOf(
        { ...raw, branchCode: '009', type: 'ordinary' },
        { bank, branch: { bankCode: '0001', branchCode: '009' } },
      ),
    ).toEqual([]);
  });
});

describe('記号 and 番号 of ゆうちょ銀行', () => {
  test.each([
    ['10530', '12345671', { branchCode: '058', type: 'ordinary', number: '1234567' }],
    ['17300', '19927651', { branchCode: '738', type: 'ordinary', number: '1992765' }],
    ['１０９４０', '１２３１', { branchCode: '098', type: 'ordinary', number: '0000123' }],
    ['10940-2', '12345671', { branchCode: '098', type: 'ordinary', number: '1234567' }],
    ['00530', '12345', { branchCode: '059', type: 'current', number: '0012345' }],
  ])('%s-%s', (symbol, number, values) => expect(parseSymbolAndNumber(symbol, number)).toEqual({ values }));

  test.each([
    ['20530', '12345671', ['symbol']],
    ['10531', '12345671', ['symbol']],
    ['1053', '12345671', ['symbol']],
    ['10530', '12345672', ['symbolNumber']],
    ['10530', '1', ['symbolNumber']],
    ['10530', '123456781', ['symbolNumber']],
    ['00530', '1234567', ['symbolNumber']],
    ['', '', ['symbol', 'symbolNumber']],
  ])('%s-%s is refused', (symbol, number, wrong) => {
    const read = parseSymbolAndNumber(symbol, number);
    expect('errors' in read && Object.keys(read.errors)).toEqual(wrong);
  });

  test('every right pair gives a branch of three digits and a number of seven', () => {
    const digits = (count: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count });
    fc.assert(
      fc.property(digits(3), fc.integer({ min: 0, max: 9_999_999 }), (middle, number) => {
        const read = parseSymbolAndNumber(`1${middle}0`, `${number}1`);
        if (!('values' in read)) throw new Error('refused');
        expect(read.values.branchCode).toBe(`${middle.slice(0, 2)}8`);
        expect(Number(read.values.number)).toBe(number);
        expect(parseAccountNumber(read.values.number)).toHaveProperty('value');
      }),
    );
  });
});

describe('the bank list', () => {
  interface Listed {
    name: string;
    kana: string;
    branches?: Record<string, Listed>;
  }
  const listed = Object.values(createRequire(import.meta.url)('zengin-code') as Record<string, Listed>);
  const all = listed.flatMap((bank) => [bank, ...Object.values(bank.branches ?? {})]);

  test('every reading in it is bank kana, and stands in exactly one row of the index', () => {
    expect(all.length).toBeGreaterThan(30_000);
    for (const { kana } of all) {
      const reading = toBankKana(kana);
      if (!('value' in parseBankKana(kana))) throw new Error(`${kana} is not bank kana`);
      const rows = Object.values(kanaRows).filter((letters) => letters.includes(reading.charAt(0)));
      const others = /^[A-Z0-9]/.test(reading);
      if (rows.filter(Boolean).length !== (others ? 0 : 1))
        throw new Error(`${kana} stands in ${rows.length} rows`);
    }
  });

  test('is found by name, reading and code, however they are typed', () => {
    expect(readBankQuery('みずほ銀行')).toEqual({ name: 'みずほ', kana: 'ミズホ' });
    expect(readBankQuery('三菱ufj')).toEqual({ name: '三菱UFJ' });
    expect(readBankQuery('ﾐﾂﾋﾞｼ')).toEqual({ name: 'ミツビシ', kana: 'ミツビシ' });
    expect(readBankQuery('川口信用金庫')).toEqual({ name: '川口信金' });
    expect(readBankQuery('しんきんちゅうおう')).toMatchObject({ kana: 'シンキンチユウオウ' });
    expect(readBankQuery('０００１')).toEqual({ name: '0001', kana: '0001', code: '0001' });
    expect(readBankQuery('丸の内中央支店')).toMatchObject({ name: '丸の内中央' });
    expect(readBankQuery('　 ')).toBeUndefined();
    expect(searchName('三菱ＵＦＪ')).toBe('三菱UFJ');
  });

  test('whatever is typed is read without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => void readBankQuery(text)));
  });

  test('the rows of the index begin as people expect', () => {
    expect(kanaRowOf('ガ')).toBe('カ');
    expect(kanaRowOf('ヴ')).toBe('ア');
    expect(kanaRowOf('ン')).toBe('ワ');
    expect(kanaRowOf('JR')).toBe('英数');
    expect(kanaRowOf('')).toBe('英数');
  });
});
