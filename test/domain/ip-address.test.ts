import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { contains, endsOf, globalAddress, parseAddress, parseRange } from '../../domain/ip-address.ts';

const strict = { admitDocumentation: false };
const demo = { admitDocumentation: true };

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const group = fc.integer({ min: 0, max: 0xffff });
/** Half of them where addresses are given out, so that both outcomes are met. */
const ipv6 = fc
  .tuple(
    fc.oneof(group, fc.integer({ min: 0x2000, max: 0x3fff })),
    fc.array(group, { minLength: 7, maxLength: 7 }),
  )
  .map(([first, rest]) => new ipaddr.IPv6([first, ...rest]).toString());
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const accepted = (outcome: { value: string } | { error: string }) => 'value' in outcome;
const errorOf = (outcome: { value: string } | { error: string }) => ('error' in outcome ? outcome.error : '');

describe('a single address', () => {
  test('is accepted if and only if ipaddr.js calls it unicast and, of IPv6, it is of the part that is given out', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(accepted(parseAddress(address, strict))).toBe(ipaddr.parse(address).range() === 'unicast');
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(ipv6, (address) => {
        const parsed = ipaddr.IPv6.parse(address);
        const isGivenOut = parsed.match(ipaddr.IPv6.parse('2000::'), 3);
        expect(accepted(parseAddress(address, strict))).toBe(parsed.range() === 'unicast' && isGivenOut);
      }),
      { numRuns: 3000 },
    );
  });

  test('comes out in its canonical text, however it was typed', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        const outcome = parseAddress(address, strict);
        for (const typed of [fullWidth(address), ` ${address}　`, `\u200b${address.toUpperCase()}`])
          expect(parseAddress(typed, strict)).toEqual(outcome);
        if ('value' in outcome) expect(parseAddress(outcome.value, strict)).toEqual(outcome);
      }),
    );
    expect(parseAddress('８。８。４．４', strict)).toEqual({ value: '8.8.4.4' });
    expect(parseAddress('2400:ABCD:0:0:0:0:0:1', strict)).toEqual({ value: '2400:abcd::1' });
  });

  test('of what is typed, nothing is taken for an address that Node itself does not take for one', () => {
    const pieces = fc.constantFrom(
      '0',
      '1',
      '07',
      '8',
      '255',
      '256',
      '0x7f',
      'a',
      'ffff',
      '.',
      ':',
      '::',
      '%1',
      '/',
      ' ',
      '-',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (typed) => {
        const outcome = parseAddress(typed.join(''), demo);
        if ('value' in outcome) expect(isIP(typed.join('').trim())).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });

  const refused: [kind: string, example: string, word: string][] = [
    ['private', '10.0.0.1', 'プライベート（ローカル）'],
    ['private', '172.16.0.1', 'プライベート（ローカル）'],
    ['private', '172.31.255.255', 'プライベート（ローカル）'],
    ['private, the manual’s own example', '192.168.0.1', 'プライベート（ローカル）'],
    ['unique local', 'fd00::1', 'プライベート（ローカル）'],
    ['loopback', '127.0.0.1', 'ループバック'],
    ['loopback', '::1', 'ループバック'],
    ['link-local', '169.254.10.10', 'リンクローカル'],
    ['link-local', 'fe80::1', 'リンクローカル'],
    ['carrier-grade NAT', '100.64.0.1', '通信事業者'],
    ['carrier-grade NAT', '100.127.255.255', '通信事業者'],
    ['IPv4-mapped', '::ffff:8.8.8.8', 'IPv4射影'],
    ['IPv4-mapped in hexadecimal', '::ffff:808:808', 'IPv4射影'],
    ['IPv4-mapped, written out', '0:0:0:0:0:ffff:8.8.8.8', 'IPv4射影'],
    ['multicast', '224.0.0.1', 'マルチキャスト'],
    ['multicast', 'ff02::1', 'マルチキャスト'],
    ['unspecified', '0.0.0.0', '未指定'],
    ['unspecified', '::', '未指定'],
    ['broadcast', '255.255.255.255', '予約'],
    ['reserved', '240.0.0.1', '予約'],
    ['benchmarking', '198.18.0.1', '予約'],
    ['6to4', '2002:808:808::1', '予約'],
    ['Teredo', '2001::1', '予約'],
    ['translated', '64:ff9b::808:808', '予約'],
    ['documentation', '203.0.113.101', '例示用'],
    ['documentation', '2001:db8::1', '例示用'],
    ['octal, loopback to some', '0177.0.0.1', '0から始まる'],
    ['octal', '8.8.8.010', '0から始まる'],
    ['hexadecimal', '0x08.8.8.8', '形式が正しくありません'],
    ['short', '8.8', '形式が正しくありません'],
    ['one number', '134744072', '形式が正しくありません'],
    ['too large', '8.8.8.256', '形式が正しくありません'],
    ['zone', 'fe80::1%eth0', '形式が正しくありません'],
    ['port', '8.8.8.8:443', '形式が正しくありません'],
    ['dotted tail', '2400::8.8.8.8', '形式が正しくありません'],
    ['a range', '8.8.8.0/24', '「範囲指定」を選択'],
    ['nothing', '', '入力してください'],
    ['line break', '8.8.8.8\n9.9.9.9', '使用できない文字'],
  ];
  test.each(refused)('%s is refused, and the message says what it is: %s', (_kind, example, word) => {
    expect(errorOf(parseAddress(example, strict))).toContain(word);
    expect(globalAddress(example, strict)).toBeUndefined();
  });

  test('the addresses for examples are admitted where the setting says so, and no others with them', () => {
    for (const example of ['203.0.113.101', '192.0.2.1', '198.51.100.7', '2001:db8::1'])
      expect(parseAddress(example, demo)).toEqual({ value: example });
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        if (accepted(parseAddress(address, strict)) === accepted(parseAddress(address, demo))) return;
        expect(ipaddr.parse(address).range()).toBe('reserved');
      }),
    );
    expect(accepted(parseAddress('192.168.0.1', demo))).toBe(false);
  });
});

describe('a range', () => {
  const prefixed = ipv4.chain((address) => fc.tuple(fc.constant(address), fc.integer({ min: 0, max: 32 })));
  const prefixed6 = ipv6.chain((address) => fc.tuple(fc.constant(address), fc.integer({ min: 0, max: 128 })));

  test('is the same by mask, by prefix length and after a slash', () => {
    fc.assert(
      fc.property(prefixed, ([address, bits]) => {
        const mask = ipaddr.IPv4.subnetMaskFromPrefixLength(bits).toString();
        const outcome = parseRange(address, `/${bits}`, strict);
        const written: [string, string][] = [
          [address, String(bits)],
          [address, mask],
          [address, fullWidth(mask)],
          [`${address}/${bits}`, ''],
          [fullWidth(`${address}/${mask}`), ''],
          [`${address} / ${bits}`, `/${bits}`],
        ];
        for (const [typed, typedMask] of written)
          expect(parseRange(typed, typedMask, strict)).toEqual(outcome);
      }),
    );
  });

  test('contains exactly what Node’s own list says, and all of it is global', () => {
    fc.assert(
      fc.property(fc.oneof(prefixed, prefixed6), fc.oneof(ipv4, ipv6), ([address, bits], other) => {
        const range = parseRange(address, `${bits}`, strict);
        if (!('value' in range)) return;
        const list = new BlockList();
        const family = (text: string) => (text.includes(':') ? 'ipv6' : 'ipv4');
        list.addSubnet(address, bits, family(address));
        const { first, last } = endsOf(range.value);
        for (const one of [address, first, last, other])
          expect(contains(range.value, one)).toBe(list.check(one, family(one)));
        for (const one of [address, first, last]) {
          expect(contains(range.value, one)).toBe(true);
          expect(accepted(parseAddress(one, strict))).toBe(true);
        }
        if (contains(range.value, other)) expect(accepted(parseAddress(other, strict))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('is refused where any address of it is refused, however wide it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '10.1.2.3',
          '100.64.0.9',
          '127.0.0.1',
          '169.254.1.1',
          '192.168.0.1',
          '224.0.0.1',
          '0.0.0.0',
          '203.0.113.7',
        ),
        fc.integer({ min: 0, max: 32 }),
        (address, bits) => {
          expect(accepted(parseRange(address, `${bits}`, strict))).toBe(false);
        },
      ),
    );
    for (const wide of ['8.8.8.8/0', '11.0.0.0/7', '2000::/3', '::/0', '2001::/16'])
      expect(errorOf(parseRange(wide, '', strict))).toContain('範囲を狭くしてください');
    expect(parseRange('203.0.113.0/24', '', demo)).toEqual({ value: '203.0.113.0/24' });
    expect(errorOf(parseRange('203.0.0.0/8', '', strict))).toContain('203.0.113.0/24');
  });

  test('takes only masks whose ones are contiguous', () => {
    fc.assert(
      fc.property(ipv4, (mask) => {
        const bits = [...mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))].join('');
        const isMask = /^1*0*$/.test(bits);
        const outcome = parseRange('8.8.8.8', mask, strict);
        if (!isMask) expect(outcome).toMatchObject({ field: 'mask' });
        else if (!('value' in outcome)) expect(outcome.error).toContain('含まれます');
      }),
    );
    for (const mask of ['0.0.0.255', '255.0.255.0', '255.255.255.00', '33', '024', '-1', '1e1', '２４ビット'])
      expect(parseRange('8.8.8.8', mask, strict)).toMatchObject({ field: 'mask' });
    expect(parseRange('2400::', '255.255.255.0', strict)).toMatchObject({ field: 'mask' });
    expect(parseRange('2400::', '129', strict)).toMatchObject({ field: 'mask' });
    expect(parseRange('8.8.8.8', '', strict)).toMatchObject({ field: 'mask' });
    expect(parseRange('8.8.8.0/24', '255.255.0.0', strict)).toMatchObject({ field: 'mask' });
  });

  test('shows its first and last address', () => {
    expect(endsOf('203.0.113.16/28')).toEqual({ first: '203.0.113.16', last: '203.0.113.31' });
    expect(endsOf('2400:1::/64')).toEqual({ first: '2400:1::', last: '2400:1::ffff:ffff:ffff:ffff' });
    expect(endsOf('8.8.8.8')).toEqual({ first: '8.8.8.8', last: '8.8.8.8' });
  });
});
