import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertNotice } from '../../db/notices.ts';
import { mailLog, notices, webUsers } from '../../db/schema/index.ts';
import type { BankAccountSummary } from '../../domain/bank-account.ts';
import type { NoticeContent, StaffNoticeContent } from '../../domain/notice.ts';
import { type Bench, failureOf, startBench } from './bench.ts';

const ADMINISTRATOR = { webUserId: '201234567000', email: 'taro.nihon@aonagi-trading.example' };
const account: BankAccountSummary = {
  purpose: 'claimPayment',
  bankName: 'みずほ',
  branchName: '丸の内中央',
  type: 'current',
  maskedNumber: '***4567',
};

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => {
  bench.mail.clear();
  bench.mail.behave({ kind: 'accept' });
});
afterAll(() => bench?.tearDown());

const tell = (content: NoticeContent) =>
  insertNotice(bench.db, { ...content, reference: 'an-account', recipient: ADMINISTRATOR });

test.each<[NoticeContent, string, string[]]>([
  [{ kind: 'bankAccountRegistered', facts: { account } }, '口座情報登録のお知らせ', ['ただちにご利用']],
  [
    { kind: 'bankAccountChanged', facts: { before: { ...account, maskedNumber: '***9999' }, account } },
    '口座情報変更のお知らせ',
    ['変更前', '***9999', '変更後'],
  ],
  [{ kind: 'bankAccountDeleted', facts: { account } }, '口座情報削除のお知らせ', ['受取口座として']],
])(
  '$kind: what was done, to which account, and what to do if it was somebody else',
  async (content, subject, said) => {
    const noticeId = await tell(content);
    await bench.activities.sendNotice({ noticeId });
    const [mail] = bench.mail.to(ADMINISTRATOR.email);
    expect(mail?.subject).toContain(subject);
    for (const text of [
      '青凪貿易株式会社',
      '保険金請求',
      'みずほ',
      '丸の内中央',
      '当座',
      '***4567',
      'お心当たりがない場合',
      ...said,
    ])
      expect(mail?.text).toContain(text);
    const [notice] = await bench.db.select().from(notices).where(eq(notices.noticeId, noticeId));
    expect(notice?.sentAt).toEqual(bench.clock.now);
  },
);

const STAFF = { staffId: 'clerk1', email: 'clerk1@madoguchi.example' };
const OWN = '第三者があなたの職員IDを使用しているおそれ';

test.each<[StaffNoticeContent, string, string[]]>([
  [
    {
      kind: 'staffAccountChanged',
      facts: { by: '渡辺　誠', changes: [{ label: '役職名', before: '', after: '主任' }] },
    },
    '登録内容変更',
    ['渡辺　誠が', '役職名：（なし） → 主任'],
  ],
  [{ kind: 'staffSuspended', facts: { by: '渡辺　誠' } }, '利用停止', ['渡辺　誠が', 'ログインできません']],
  [{ kind: 'staffResumed', facts: { by: '渡辺　誠' } }, '利用再開', ['渡辺　誠が']],
  [{ kind: 'staffSessionsEnded', facts: { by: '渡辺　誠' } }, 'ログアウト', ['渡辺　誠が']],
  [{ kind: 'staffPasswordChanged', facts: {} }, 'パスワード変更', [OWN]],
  [{ kind: 'secondFactorSet', facts: {} }, '二要素認証設定', [OWN]],
  [{ kind: 'secondFactorRemoved', facts: {} }, '二要素認証利用停止', [OWN]],
  [
    { kind: 'secondFactorReset', facts: { by: '渡辺　誠', reason: '端末を紛失したため。' } },
    '二要素認証リセット',
    ['渡辺　誠が', '端末を紛失したため。'],
  ],
  [{ kind: 'recoveryCodesMade', facts: {} }, 'リカバリーコード発行', [OWN]],
  [
    { kind: 'recoveryCodeUsed', facts: { left: 3, address: '203.0.113.101' } },
    'リカバリーコードによるログイン',
    [OWN, '残りのリカバリーコード：3件', '残りが少なくなっています', '203.0.113.101'],
  ],
])('$kind: staff are told what was done to their account, and what to do', async (content, subject, said) => {
  const recipient = STAFF;
  const noticeId = await insertNotice(bench.db, { ...content, reference: STAFF.staffId, recipient });
  await bench.activities.sendNotice({ noticeId });
  const [mail] = bench.mail.to(STAFF.email);
  expect(mail?.subject).toContain(subject);
  for (const text of ['佐藤　美咲 様', '日時：', '統括者', ...said]) expect(mail?.text).toContain(text);
  expect(mail?.text).not.toMatch(/undefined|Webユーザー/);
});

test('it goes to where the administrator was to be reached at the moment of the act', async () => {
  const noticeId = await tell({ kind: 'bankAccountDeleted', facts: { account } });
  const elsewhere = { email: 'elsewhere@aonagi-trading.example' };
  await bench.db.update(webUsers).set(elsewhere).where(eq(webUsers.webUserId, ADMINISTRATOR.webUserId));
  await bench.activities.sendNotice({ noticeId });
  expect(bench.mail.mails.map(({ to }) => to)).toEqual([[ADMINISTRATOR.email]]);
});

test('repeated tries are one mail: under one Message-ID until it is taken, then none', async () => {
  const noticeId = await tell({ kind: 'bankAccountDeleted', facts: { account } });
  bench.mail.behave({ kind: 'acceptThenDrop' });
  expect(await failureOf(bench.activities.sendNotice({ noticeId }))).toBe('MailNotAccepted');
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.sendNotice({ noticeId });
  await bench.activities.sendNotice({ noticeId });
  expect(bench.mail.mails).toHaveLength(2);
  expect(new Set(bench.mail.mails.map(({ messageId }) => messageId))).toEqual(
    new Set([`bankAccountDeleted.${noticeId}.1@madoguchi.example`]),
  );
  expect(await bench.db.select().from(mailLog).where(eq(mailLog.reference, noticeId))).toHaveLength(1);
});

test('a notice that is not there fails for good', async () => {
  const noticeId = '00000000-0000-4000-8000-000000000000';
  expect(await failureOf(bench.activities.sendNotice({ noticeId }))).toBe('NotFound');
});

test('both people of a stand-in read by mail who decides for whom, until when, and by whom it was named or ended', async () => {
  const facts = {
    principalName: '高橋　直樹',
    standInName: '田中　由紀子',
    fromDate: '2026-12-01',
    untilDate: '2026-12-05',
    by: '渡辺　誠',
  };
  for (const kind of ['standInNamed', 'standInRevoked'] as const) {
    bench.mail.clear();
    const recipient = { staffId: 'approver2', email: 'approver2@madoguchi.example' };
    await bench.activities.sendNotice({
      noticeId: await insertNotice(bench.db, { kind, facts, reference: 'a-period', recipient }),
    });
    const [mail] = bench.mail.to(recipient.email);
    expect(mail?.text).toMatch(/^田中　由紀子 様/);
    for (const said of ['高橋　直樹', '2026/12/01〜2026/12/05', '渡辺　誠が'])
      expect(mail?.text).toContain(said);
    expect(mail?.subject).toContain(kind === 'standInNamed' ? '代行者設定' : '代行取消し');
  }
});
