import { expect, test } from 'vitest';
import { noticeMail } from '../../activities/notice.mail.ts';
import type { IpRestriction } from '../../domain/ip-restriction.ts';

const reader = {
  institutionName: 'まどぐち保証機構',
  publicUrl: 'https://portal.example',
  companyName: '青凪貿易株式会社',
  name: '日本　太郎',
  at: new Date('2026-11-23T05:30:00Z'),
};
const head = { kind: 'single', value: '203.0.113.101', memo: '本社' } as const;
const branch = { kind: 'range', value: '198.51.100.0/24', memo: '' } as const;
const on = (...entries: IpRestriction['entries']): IpRestriction => ({ enabled: true, entries });
const changed = (before: IpRestriction, after: IpRestriction) =>
  noticeMail(reader, { kind: 'ipRestrictionChanged', facts: { before, after, changedBy: reader.name } }).text;

test('a notice says what was set, what no longer is, when and by whom', () => {
  const text = changed(on(branch), on(head));
  for (const said of [
    '2026/11/23 14:30:00',
    '日本　太郎',
    '203.0.113.101（本社）',
    '削除されたIPアドレス（1件）',
    '198.51.100.0/24',
  ])
    expect(text).toContain(said);
  expect(text).toContain('設定する（変更なし）');
});

test('switching on and off each say so, and that the rows are remembered', () => {
  expect(changed({ enabled: false, entries: [] }, on(head))).toContain('設定しない → 設定する');
  const off = changed(on(head), { enabled: false, entries: [head] });
  expect(off).toContain('設定する → 設定しない');
  expect(off).toContain('再表示されます');
  expect(off).not.toContain('削除されたIPアドレス');
});

test('after staff have lifted it, the administrator reads why and what to do', () => {
  const { subject, text } = noticeMail(reader, {
    kind: 'ipRestrictionLifted',
    facts: { reason: '社屋の移転\nのため' },
  });
  expect(subject).toContain('IPアドレス制限の解除');
  expect(text).toContain('社屋の移転\nのため');
  expect(text).toContain('https://portal.example/administrator');
});
