import ipaddr from 'ipaddr.js';
import { type Parsed, parseCode } from './text.ts';

/**
 * IP addresses and ranges as people type them (manual 6-3). In their canonical text `203.0.113.101`, `203.0.113.0/24`,
 * `2001:db8::1` (RFC 5952), `2001:db8::/32`, in which no bit is set behind the prefix, equal ones are equal strings.
 */

/** What the institution has decided about addresses. */
export interface AddressRules {
  /** Takes the addresses that are reserved for examples (RFC 5737, RFC 3849) for global ones: demonstrations only. */
  admitDocumentation: boolean;
}

/** 単一指定: one global address in its canonical text. Full-width input is accepted. */
export function parseAddress(raw: string, rules: AddressRules): Parsed<string> {
  const text = typed(raw);
  if ('error' in text) return text;
  if (/[/\s]/.test(text.value)) return { error: '範囲を指定する場合は、「範囲指定」を選択してください。' };
  const read = readAddress(text.value);
  if ('error' in read) return read;
  const address = read.value;
  const refused = refusalOf({ address, bits: bitsOf(address) }, rules);
  if (refused) return { error: `${refused.name}は設定できません。${refused.instead}` };
  return { value: address.toString() };
}

/** A problem of a range, beside the field that can be put right. */
export type ParsedRange = { value: string } | { error: string; field: 'address' | 'mask' };

/**
 * 範囲指定: an address and its subnet mask, which may be a CIDR prefix length and may follow the address after a slash. Any
 * address of the range will do. Refused where a single address of it is not global.
 */
export function parseRange(rawAddress: string, rawMask: string, rules: AddressRules): ParsedRange {
  const text = typed(rawAddress);
  const ownMask = typed(rawMask);
  if ('error' in text) return { ...text, field: 'address' };
  if ('error' in ownMask) return { ...ownMask, field: 'mask' };
  const [base = '', mask = ownMask.value, ...more] = text.value.split(/ *\/ */);
  const isTwice = text.value.includes('/') && ownMask.value !== '' && ownMask.value.replace('/', '') !== mask;
  if (more.length > 0 || isTwice)
    return { error: 'サブネットマスクは、どちらか一方の欄だけに入力してください。', field: 'mask' };
  const read = readAddress(base);
  if ('error' in read) return { ...read, field: 'address' };
  const bits = readMask(mask, read.value);
  if ('error' in bits) return { ...bits, field: 'mask' };
  const network = networkOf(read.value, bits.value);
  const refused = refusalOf(network, rules);
  if (!refused) return { value: `${network.address}/${network.bits}` };
  return network.bits >= refused.bits
    ? { error: `${refused.name}は設定できません。${refused.instead}`, field: 'address' }
    : {
        error: `この範囲には${refused.name}（${refused.block}）が含まれます。範囲を狭くしてください。`,
        field: 'mask',
      };
}

/** The canonical text of an address that may be let in; undefined for one that is no address or not global. */
export function globalAddress(address: string, rules: AddressRules): string | undefined {
  const parsed = parseAddress(address, rules);
  return 'value' in parsed ? parsed.value : undefined;
}

/** Whether the canonical `value`, an address or a range, contains `address`. What is no address is in none. */
export function contains(value: string, address: string): boolean {
  const read = readAddress(address);
  if ('error' in read) return false;
  const network = parseCanonical(value);
  return network.address.kind() === read.value.kind() && matches(read.value, network.address, network.bits);
}

/** First and last address of a canonical `value`; of a single address, twice the same. */
export function endsOf(value: string): { first: string; last: string } {
  const { address, bits } = parseCanonical(value);
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const last = family.broadcastAddressFromCIDR(`${address}/${bits}`);
  return { first: address.toString(), last: last.toString() };
}

/** One text for each set of addresses: a range of one address is that address. For finding duplicates. */
export function sameAs(value: string): string {
  const { address, bits } = parseCanonical(value);
  return `${address}/${bits}`;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Network {
  address: Address;
  bits: number;
}

const bitsOf = (address: Address) => (address.kind() === 'ipv4' ? 32 : 128);

/** Half-width, without white space around it; the full stop that Japanese input methods put between numbers is a dot. */
const typed = (raw: string) => parseCode(raw.replace(/[。｡．]/g, '.'));

/**
 * Only the four decimal numbers and the groups of hexadecimal ones: 0177.0.0.1, 0x7f.1 and 2130706433 are loopback to
 * some readers and something else to others.
 */
function readAddress(text: string): Parsed<Address> {
  if (text === '') return { error: 'IPアドレスを入力してください。' };
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { value: ipaddr.IPv4.parse(text) };
  if (/^\d+(\.\d+){3}$/.test(text) && /(^|\.)0\d/.test(text))
    return { error: '0から始まる数字は使用できません（例：203.0.113.005ではなく、203.0.113.5）。' };
  if (/^(?=.*:)[0-9a-f:]+$/i.test(text) && ipaddr.IPv6.isValid(text))
    return { value: ipaddr.IPv6.parse(text) };
  if (/^[0:]*:ffff:\d+(\.\d+){3}$/i.test(text))
    return { error: `IPv4射影アドレスは設定できません。${AS_IPV4}` };
  return { error: 'IPアドレスの形式が正しくありません（例：203.0.113.101、2001:db8::101）。' };
}

function readMask(text: string, address: Address): Parsed<number> {
  const most = bitsOf(address);
  const mask = text.replace(/^\//, '');
  const example = most === 32 ? '255.255.255.0または/24' : '/64';
  if (mask === '') return { error: `サブネットマスクを入力してください（例：${example}）。` };
  if (/^(0|[1-9]\d{0,2})$/.test(mask) && Number(mask) <= most) return { value: Number(mask) };
  if (most === 32 && ipaddr.IPv4.isValidFourPartDecimal(mask)) {
    const bits = ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask();
    if (bits !== null) return { value: bits };
  }
  return { error: `サブネットマスクが正しくありません（例：${example}）。` };
}

/** The range of which `address` is one. */
function networkOf(address: Address, bits: number): Network {
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return { address: family.networkAddressFromCIDR(`${address}/${bits}`), bits };
}

function parseCanonical(value: string): Network {
  const [text = '', bits] = value.split('/');
  const address = ipaddr.parse(text);
  return { address, bits: bits === undefined ? bitsOf(address) : Number(bits) };
}

/** Both of one family. */
const matches = (a: Address, b: Address, bits: number): boolean =>
  a.kind() === 'ipv4'
    ? (a as ipaddr.IPv4).match(b as ipaddr.IPv4, bits)
    : (a as ipaddr.IPv6).match(b as ipaddr.IPv6, bits);

interface Refusal {
  block: string;
  bits: number;
  /** What such addresses are called. */
  name: string;
  /** What to enter in their place. */
  instead: string;
}

/** The first block of addresses that nobody can come from over the Internet and that `network` has a part in. */
function refusalOf(network: Network, { admitDocumentation }: AddressRules): Refusal | undefined {
  const found = refusedBlocks.find(
    ({ address, bits, kind }) =>
      address.kind() === network.address.kind() &&
      matches(address, network.address, Math.min(bits, network.bits)) &&
      !(admitDocumentation && kind === 'documentation'),
  );
  if (!found) return undefined;
  const { block, bits, kind } = found;
  return { block, bits, name: kindNames[kind], instead: kind === 'mapped' ? AS_IPV4 : AS_GLOBAL };
}

const AS_GLOBAL = 'インターネットに接続するときのグローバルIPアドレスを入力してください。';
const AS_IPV4 = 'IPv4の形式（例：203.0.113.101）で入力してください。';

const kindNames = {
  private: 'プライベート（ローカル）IPアドレス',
  loopback: 'ループバックアドレス',
  linkLocal: 'リンクローカルアドレス',
  carrier: '通信事業者の内部で使用されるIPアドレス',
  multicast: 'マルチキャストアドレス',
  unspecified: '未指定のIPアドレス（0で始まるアドレス）',
  mapped: 'IPv4射影アドレス',
  documentation: '例示用のIPアドレス',
  reserved: '特別な用途に予約されているIPアドレス',
} as const;

/** IANA's special-purpose registries (RFC 6890); of IPv6 everything but 2000::/3, the only part that is given out. */
const blocks: Record<keyof typeof kindNames, string[]> = {
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  loopback: ['127.0.0.0/8', '::1/128'],
  linkLocal: ['169.254.0.0/16', 'fe80::/10'],
  carrier: ['100.64.0.0/10'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  unspecified: ['0.0.0.0/8', '::/128'],
  mapped: ['::ffff:0:0/96'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  reserved: [
    ...['192.0.0.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.175.48.0/24'],
    ...['198.18.0.0/15', '240.0.0.0/4'],
    ...['2001::/23', '2002::/16', '2620:4f:8000::/48', '::/3', '4000::/2', '8000::/1'],
  ],
};

const refusedBlocks = Object.entries(blocks).flatMap(([kind, list]) =>
  list.map((block) => ({ block, kind: kind as keyof typeof kindNames, ...parseCanonical(block) })),
);
