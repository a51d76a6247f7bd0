import { randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mailKindsNotResent } from '../../db/mail-kinds.ts';
import { insertResend } from '../../db/mail-resends.ts';
import { insertNotice } from '../../db/notices.ts';
import { insertPasswordMail } from '../../db/password-mails.ts';
import { type MailKind, mailLog, webUsers } from '../../db/schema/index.ts';
import { type Bench, failureOf, insertApplication, insertStep, startBench } from './bench.ts';

const ADMINISTRATOR = 'taro.nihon@aonagi-trading.example';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(() => {
  bench.mail.clear();
  bench.mail.behave({ kind: 'accept' });
});
afterAll(() => bench?.tearDown());

/** As staff ask for it. */
async function askAgain(messageId: string): Promise<string> {
  const resendId = randomUUID();
  await insertResend(bench.db, {
    resendId,
    messageId,
    reasonText: '届いていないとの連絡',
    requestedBy: 'clerk1',
  });
  return resendId;
}

const logOf = (kind: MailKind, reference: string) =>
  bench.db
    .select()
    .from(mailLog)
    .where(and(eq(mailLog.kind, kind), eq(mailLog.reference, reference)))
    .orderBy(mailLog.createdAt);

test('the reason of a return goes out once more: by the same rule, under an ID of its own that refers to the first', async () => {
  const number = await insertApplication(bench, { stage: 'returned' });
  await insertStep(bench, number, {
    kind: 'returned',
    actorId: 'approver1',
    reasonCode: 'documentsMissing',
    reasonText: '登記事項証明書を添えてください。',
    recordedAt: new Date(),
  });
  await bench.activities.sendApplicationMail({ applicationNumber: number, kind: 'returned', round: 1 });
  const [first] = await logOf('changeApplicationReturned', number);
  const resendId = await askAgain(first?.messageId ?? '');
  for (const _ of [1, 2]) await bench.activities.resendMail({ resendId });

  const [original, again, ...others] = bench.mail.to(ADMINISTRATOR);
  expect(others, 'a repeated activity sends nothing more').toEqual([]);
  expect(again?.subject).toBe(`${original?.subject}（再送）`);
  expect(again?.text).toMatch(/^このメールは、\d{4}\/\d{2}\/\d{2} [\d:]{8} のメールを再送するものです。/);
  expect(again?.text).toContain('登記事項証明書を添えてください。');
  expect(again?.messageId).not.toBe(original?.messageId);
  expect(again?.messageId).toContain(resendId);
  expect(again?.headers.get('in-reply-to')).toBe(first?.messageId);
  expect(await logOf('changeApplicationReturned', number)).toMatchObject([
    { messageId: first?.messageId, attempts: 1, resendOf: null, n: 1 },
    { resendOf: first?.messageId, attempts: 1, n: 1, sentAt: expect.any(Date) },
  ]);
});

test('it goes to where the rule says now: an address that was changed meanwhile gets it', async () => {
  const number = await insertApplication(bench, { stage: 'withdrawn', insuredCode: '201234568' });
  await bench.activities.sendApplicationMail({ applicationNumber: number, kind: 'withdrawn', round: 1 });
  const [first] = await logOf('changeApplicationWithdrawn', number);
  const email = 'moved@hotakami-seiki.example';
  await bench.db.update(webUsers).set({ email }).where(eq(webUsers.webUserId, '201234568000'));
  await bench.activities.resendMail({ resendId: await askAgain(first?.messageId ?? '') });
  expect(bench.mail.to(email)).toHaveLength(1);
});

test('a notice tells once more what was done then', async () => {
  const noticeId = await insertNotice(bench.db, {
    kind: 'ipRestrictionLifted',
    facts: { reason: '社屋の移転により、ログインできなくなったため。' },
    reference: '201234567',
    recipient: { webUserId: '201234567000', email: ADMINISTRATOR },
  });
  await bench.activities.sendNotice({ noticeId });
  const [first] = await logOf('ipRestrictionLifted', noticeId);
  await bench.activities.resendMail({ resendId: await askAgain(first?.messageId ?? '') });
  expect(bench.mail.to(ADMINISTRATOR).at(-1)?.text).toContain('社屋の移転により');
});

test.each(mailKindsNotResent)('no %s is ever sent once more, whatever asks for it', async (kind) => {
  const messageId = `<${kind}.${randomUUID()}.1@madoguchi.example>`;
  await bench.db.insert(mailLog).values({
    messageId,
    kind,
    recipient: ADMINISTRATOR,
    subject: 's',
    reference: randomUUID(),
  });
  expect(await failureOf(bench.activities.resendMail({ resendId: await askAgain(messageId) }))).toBe(
    'NotResent',
  );
  expect(bench.mail.mails).toEqual([]);
});

test('each try of a password is a mail of its own: the later one takes the place of the one that failed', async () => {
  const { passwordMailId } = await insertPasswordMail(
    bench.db,
    { kind: 'webUser', id: '201234567000' },
    'reissue',
    new Date(),
  );
  bench.mail.behave({ kind: 'refuse', code: 451 });
  await failureOf(bench.activities.makeAndMailTemporaryPassword({ passwordMailId }));
  expect(await logOf('passwordReissued', passwordMailId)).toMatchObject([
    { n: 1, supersededAt: null, sentAt: null, givenUpAt: null },
  ]);
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.makeAndMailTemporaryPassword({ passwordMailId });
  expect(await logOf('passwordReissued', passwordMailId)).toMatchObject([
    { n: 1, supersededAt: expect.any(Date), sentAt: null },
    { n: 2, supersededAt: null, sentAt: expect.any(Date) },
  ]);
});

test('what is given up says so in the log, an address that is none included', async () => {
  const number = await insertApplication(bench, { insuredCode: '201234569' });
  const receipt = { applicationNumber: number, kind: 'receipt', round: 1 } as const;
  bench.mail.behave({ kind: 'refuse', code: 550 });
  await failureOf(bench.activities.sendApplicationMail(receipt));
  expect(await logOf('changeApplicationReceipt', number)).toMatchObject([{ givenUpAt: null }]);
  bench.clock.now = new Date(Date.now() + 25 * 3_600_000);
  await failureOf(bench.activities.sendApplicationMail(receipt));
  bench.clock.now = new Date();
  expect(await logOf('changeApplicationReceipt', number)).toMatchObject([
    { givenUpAt: expect.any(Date), lastError: expect.stringContaining('550') },
  ]);

  const mail = { kind: 'emailChanged', reference: 'odd', n: 1, subject: 's', text: 't' } as const;
  await failureOf(bench.mailer.deliver({ ...mail, to: 'a@b.example,c@d.example' }));
  const [odd] = await bench.db
    .select()
    .from(mailLog)
    .where(and(eq(mailLog.reference, 'odd'), isNull(mailLog.sentAt)));
  expect(odd).toMatchObject({ recipient: 'a@b.example,c@d.example', givenUpAt: expect.any(Date) });
});
