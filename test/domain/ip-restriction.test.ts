import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admits,
  covered,
  ENTRIES_AT_MOST,
  type Entry,
  emptyRow,
  isChanged,
  MEMO_AT_MOST,
  parseRows,
  type Row,
  rowOf,
} from '../../domain/ip-restriction.ts';

const rules = { admitDocumentation: true };
const row = (typed: Partial<Row>): Row => ({ ...emptyRow, ...typed });
const parse = (...rows: Partial<Row>[]) => parseRows(rows.map(row), rules);
const errorsAt = (position: number, ...rows: Partial<Row>[]) => {
  const parsed = parse(...rows);
  return 'errors' in parsed ? parsed.errors.get(position) : undefined;
};
const entriesOf = (...rows: Partial<Row>[]): Entry[] => {
  const parsed = parse(...rows);
  if ('errors' in parsed) throw new Error(JSON.stringify([...parsed.errors]));
  return parsed.entries;
};

describe('rows', () => {
  test('become entries in their order; rows in which nothing is typed do not count', () => {
    expect(
      entriesOf(
        {},
        { memo: '本社', address: '２０３．０．１１３．１０１' },
        { kind: 'range', memo: '　' },
        { memo: '大阪支店', kind: 'range', address: '203.0.113.77', mask: '255.255.255.240' },
        { kind: 'range', address: '2001:db8:1:2::9/48' },
      ),
    ).toEqual([
      { memo: '本社', kind: 'single', value: '203.0.113.101' },
      { memo: '大阪支店', kind: 'range', value: '203.0.113.64/28' },
      { memo: '', kind: 'range', value: '2001:db8:1::/48' },
    ]);
  });

  test('are read again from what became of them', () => {
    const entries = entriesOf(
      { memo: '本社', address: '203.0.113.101' },
      { kind: 'range', address: '203.0.113.64', mask: '26' },
      { kind: 'range', address: '2001:db8::', mask: '/32' },
    );
    expect(parseRows(entries.map(rowOf), rules)).toEqual({ entries });
  });

  test('name each problem at its own row and field', () => {
    const rows: Partial<Row>[] = [
      { address: '203.0.113.1' },
      { memo: '番地だけのメモ' },
      { address: '192.168.0.1' },
      { address: '203.0.113.1' },
      { kind: 'range', address: '203.0.113.1', mask: '32' },
      { kind: 'both', address: '203.0.113.2' },
      { address: '203.0.113.3', mask: '/24' },
      { memo: '長'.repeat(MEMO_AT_MOST + 1), address: '10.0.0.1' },
      { kind: 'range', address: '203.0.113.4' },
    ];
    expect(errorsAt(0, ...rows)).toBeUndefined();
    expect(errorsAt(1, ...rows)?.address).toContain('入力してください');
    expect(errorsAt(2, ...rows)?.address).toContain('プライベート');
    expect(errorsAt(3, ...rows)?.address).toContain('1行目と同じ');
    expect(errorsAt(4, ...rows)?.address).toContain('1行目と同じ');
    expect(errorsAt(5, ...rows)?.kind).toContain('選択');
    expect(errorsAt(6, ...rows)?.mask).toContain('「範囲指定」を選択');
    expect(errorsAt(7, ...rows)).toMatchObject({ memo: expect.any(String), address: expect.any(String) });
    expect(errorsAt(8, ...rows)?.mask).toContain('サブネットマスクを入力');
  });

  test('are at least one and at most a hundred', () => {
    expect(errorsAt(0)?.address).toContain('1件以上');
    const many = Array.from({ length: ENTRIES_AT_MOST }, (_, n) => ({ address: `203.0.113.${n}` }));
    expect(entriesOf(...many)).toHaveLength(100);
    expect('errors' in parse(...many, { address: '198.51.100.1' })).toBe(true);
  });
});

test('whoever is covered is let in, everybody else only while the restriction is off', () => {
  const value = fc.constantFrom('203.0.113.101', '203.0.113.64/28', '198.51.100.0/24', '2001:db8::/48');
  const entries = fc
    .uniqueArray(value)
    .map((values) => values.map((one) => ({ kind: 'range' as const, value: one, memo: '' })));
  const address = fc.constantFrom(
    '203.0.113.101',
    '203.0.113.79',
    '203.0.113.80',
    '198.51.100.9',
    '2001:db8::1',
    '2001:db9::1',
    '',
  );
  fc.assert(
    fc.property(entries, address, (list, from) => {
      const byHand = {
        '203.0.113.101': ['203.0.113.101'],
        '203.0.113.79': ['203.0.113.64/28'],
        '203.0.113.80': [],
        '198.51.100.9': ['198.51.100.0/24'],
        '2001:db8::1': ['2001:db8::/48'],
        '2001:db9::1': [],
        '': [],
      }[from] as string[];
      const isCovered = list.some((entry) => byHand.includes(entry.value));
      expect(covered(list, from)).toBe(isCovered);
      expect(admits({ enabled: true, entries: list }, from)).toBe(isCovered);
      expect(admits({ enabled: false, entries: list }, from)).toBe(true);
    }),
  );
});

test('a changed setting, memo, address or kind is a change; what is remembered while it is off is none', () => {
  const entry: Entry = { kind: 'single', value: '203.0.113.101', memo: '本社' };
  const on = { enabled: true, entries: [entry] };
  expect(isChanged(on, { enabled: true, entries: [{ ...entry }] })).toBe(false);
  expect(isChanged(on, { enabled: false, entries: [entry] })).toBe(true);
  expect(isChanged(on, { enabled: true, entries: [{ ...entry, memo: '支店' }] })).toBe(true);
  expect(isChanged(on, { enabled: true, entries: [{ ...entry, value: '203.0.113.102' }] })).toBe(true);
  expect(isChanged({ ...on, enabled: false }, { enabled: false, entries: [] })).toBe(false);
});
