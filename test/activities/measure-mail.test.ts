import { expect, test } from 'vitest';
import { noticeMail } from '../../activities/notice.mail.ts';
import type { MeasureFacts, MeasureNoticeFacts } from '../../domain/measure.ts';

const reader = {
  institutionName: 'まどぐち保証機構',
  publicUrl: 'https://portal.example',
  companyName: '青凪貿易株式会社',
  name: '日本　太郎',
  at: new Date('2026-11-23T05:30:00Z'),
};
const user = { webUserId: '201234567001', name: '水野　沙織' };
const mail = (kind: keyof MeasureNoticeFacts, facts: Partial<MeasureFacts> = {}) =>
  noticeMail(reader, {
    kind,
    facts: { reason: 'お電話でのご依頼\nによります', reader: { as: 'administrator' }, ...facts },
  });

test.each<[keyof MeasureNoticeFacts, string, Partial<MeasureFacts>, string[]]>([
  ['companySuspended', '利用停止', {}, ['貴社のすべてのWebユーザー', '審査を続けます']],
  ['companyResumed', '利用再開', {}, ['停止されたままです', 'https://portal.example/login']],
  ['userSuspended', 'IDの利用停止', { user }, ['201234567001', '水野　沙織']],
  ['userResumed', 'IDの利用再開', { user }, ['201234567001', 'https://portal.example/login']],
  ['userEnabled', '無効の解除', { user }, ['201234567001', '第三者がログインを試みた']],
  ['userSessionsEnded', '端末の終了', { user }, ['201234567001', 'ログアウトしました']],
  ['letterOrdered', '通知書の再発送', { user }, ['201234567001', '裁断']],
])('%s: what was done, when, by whom, why, and what it means', (kind, subject, facts, said) => {
  const { subject: shown, text } = mail(kind, facts);
  expect(shown).toContain(subject);
  for (const part of [
    '青凪貿易株式会社\nWebユーザー（管理者） 日本　太郎 様',
    '2026/11/23 14:30:00に、まどぐち保証機構で',
    '■ 理由\nお電話でのご依頼\nによります',
    ...said,
  ])
    expect(text).toContain(part);
});

test('the registered contact and a group viewer are addressed as such', () => {
  const contact = mail('companySuspended', { reader: { as: 'contact', name: '総務　花子' } }).text;
  expect(contact).toContain('青凪貿易株式会社\nご担当者 総務　花子 様');
  expect(mail('userSuspended', { user, reader: { as: 'user' } }).text).toContain(
    '青凪貿易株式会社\n日本　太郎 様',
  );
});
