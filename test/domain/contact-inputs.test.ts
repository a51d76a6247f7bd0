import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEmail } from '../../domain/email.ts';
import { emailWarning, isFreeMail, isMobileCarrier } from '../../domain/mail-domain.ts';
import { digitsOf, parsePhone } from '../../domain/phone.ts';
import { formatPostalCode, parsePostalCode } from '../../domain/postal-code.ts';
import { parseUrl } from '../../domain/url.ts';

describe('telephone numbers', () => {
  test.each([
    ['03-1234-5678', '03-1234-5678'],
    ['０９０－１２３４－５６７８', '090-1234-5678'],
    ['０３ー１２３４ー５６７８', '03-1234-5678'],
    ['03(1234)5678', '03-1234-5678'],
    ['0312345678', '0312345678'],
    ['0120 123 456', '0120-123-456'],
    ['+81 3-1234-5678', '+81-3-1234-5678'],
  ])('%s is kept as %s', (raw, kept) => expect(parsePhone(raw)).toEqual({ value: kept }));

  test.each([
    '1234-5678',
    '03-1234-567',
    '090-1234-56789',
    '+1 212 555 0100',
    '03-1234-5678 内線12',
    '00-1234-5678',
    '-',
    '',
  ])('%j is refused', (raw) => expect(parsePhone(raw)).toHaveProperty('error'));

  test('a message names the field it is about', () => {
    expect(parsePhone('1', 'FAX番号')).toMatchObject({ error: expect.stringMatching(/^FAX番号は/) });
  });

  test('hyphens never change the digits', () => {
    const parts = fc.tuple(
      fc.stringMatching(/^0[1-9][0-9]$/),
      fc.stringMatching(/^[0-9]{4}$/),
      fc.stringMatching(/^[0-9]{4}$/),
    );
    fc.assert(
      fc.property(parts, (number) => {
        const parsed = parsePhone(number.join('-'));
        expect('value' in parsed && digitsOf(parsed.value)).toBe(number.join(''));
      }),
    );
  });
});

test('postal codes are kept as seven digits and shown with a hyphen', () => {
  for (const raw of ['1000001', '100-0001', '〒１００－０００１', '100 0001', '１００ー０００１'])
    expect(parsePostalCode(raw)).toEqual({ value: '1000001' });
  for (const raw of ['100-001', '10-00001', '10000011', 'abc'])
    expect(parsePostalCode(raw)).toHaveProperty('error');
  expect(formatPostalCode('1000001')).toBe('100-0001');
});

describe('e-mail addresses', () => {
  test('the domain is lower-cased, the local part stays, full-width is converted', () => {
    expect(parseEmail(' Ｔaro.Nihon＠Example.CO.JP ')).toEqual({ value: 'Taro.Nihon@example.co.jp' });
  });

  test.each([
    'a@example.jp\r\nBcc: b@example.jp',
    'a@example.jp\n',
    'a@example.jp,b@example.jp',
    'a@example.jp;b@example.jp',
    '日本 <a@example.jp>',
    'a b@example.jp',
    '"a"@example.jp',
    'a@b@example.jp',
    'a@localhost',
    'a@192.0.2.1',
    'a@[192.0.2.1]',
    'a@-example.jp',
    'a@example..jp',
    '@example.jp',
    'a@',
    `${'a'.repeat(65)}@example.jp`,
    `a@${'b.'.repeat(130)}jp`,
    'あ@example.jp',
  ])('%j is refused', (raw) => expect(parseEmail(raw)).toHaveProperty('error'));

  test.each(['a..b@docomo.ne.jp', 'a.@docomo.ne.jp', '.a@docomo.ne.jp'])(
    'for the old mobile address %s the message says why it cannot be used',
    (raw) => expect(parseEmail(raw)).toMatchObject({ error: expect.stringContaining('以前の携帯電話') }),
  );

  test('whatever is accepted is one address on one line for a mail server', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'ab1.@@-+_<>,; "\r\n（＠'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), nearly), (raw) => {
        const parsed = parseEmail(raw);
        if ('value' in parsed) expect(parsed.value).toMatch(/^[^\s,;<>@"]+@[a-z0-9.-]+$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('free mail and carrier addresses get a warning, a company address none', () => {
    expect(isFreeMail('a@gmail.com')).toBe(true);
    expect(isFreeMail('a@yahoo.co.jp')).toBe(true);
    for (const domain of ['docomo.ne.jp', 'ezweb.ne.jp', 't.vodafone.ne.jp', 'i.softbank.jp', 'rakumail.jp'])
      expect(isMobileCarrier(`a@${domain}`)).toBe(true);
    expect(isMobileCarrier('a@notdocomo.ne.jp')).toBe(false);
    expect(emailWarning('a@gmail.com')).toContain('フリーメール');
    expect(emailWarning('a@docomo.ne.jp')).toContain('携帯電話');
    expect(emailWarning('a@mihon.example')).toBeUndefined();
  });
});

describe('web addresses', () => {
  test('http and https are accepted and normalised', () => {
    expect(parseUrl('ｈｔｔｐｓ://WWW.Example.co.jp')).toEqual({ value: 'https://www.example.co.jp' });
    expect(parseUrl('http://example.jp/a?b=c#d')).toEqual({ value: 'http://example.jp/a?b=c#d' });
    expect(parseUrl('https://example.jp/')).toEqual({ value: 'https://example.jp/' });
    expect(parseUrl('https://example.jp?x=/')).toEqual({ value: 'https://example.jp/?x=/' });
  });

  test.each([
    'javascript:alert(1)',
    'javascript://example.jp/%0aalert(1)',
    'data:text/html,x',
    'ftp://example.jp',
    'www.example.jp',
    'https://user:secret@example.jp',
    'https://localhost',
    'https://',
    'https://exa mple.jp',
    'https://example.jp/"onclick=',
  ])('%j is refused', (raw) => expect(parseUrl(raw)).toHaveProperty('error'));
});
