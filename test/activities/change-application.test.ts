import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  accessEvents,
  changeApplicationSteps,
  changeApplications,
  insuredParties,
  mailLog,
  staffEvents,
} from '../../db/schema/index.ts';
import { type Bench, failureOf, insertApplication, insertStep, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  bench.mail.clear();
  bench.mail.behave({ kind: 'accept' });
  await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
});
afterAll(() => bench?.tearDown());

const stepsOf = (number: string) =>
  bench.db.select().from(changeApplicationSteps).where(eq(changeApplicationSteps.applicationNumber, number));
const applicationOf = async (number: string) =>
  (
    await bench.db.select().from(changeApplications).where(eq(changeApplications.applicationNumber, number))
  )[0];

test('a step counts once, however often it is recorded, together with its event', async () => {
  const number = await insertApplication(bench);
  const claim = await insertStep(bench, number, { kind: 'claimed', actorId: 'clerk1' });
  const recordings = [1, 2, 3].map(() => bench.activities.recordStep(claim));
  for (const progress of await Promise.all(recordings)) expect(progress.stage).toBe('inReview');
  expect(await applicationOf(number)).toMatchObject({ stage: 'inReview', assigneeId: 'clerk1' });
  const events = await bench.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events).toMatchObject([{ operation: 'claimed', staffId: 'clerk1', actorDepartment: '審査課' }]);
});

test('it changes hands by its holder or a supervisor alone, to one who works here, and each time is recorded', async () => {
  const number = await insertApplication(bench, { stage: 'inReview', assigneeId: 'clerk1' });
  const take = async (
    kind: 'claimed' | 'released' | 'handedOver',
    actorId: string,
    handedTo: string | null = null,
  ) =>
    bench.activities.recordStep(
      await insertStep(bench, number, { kind, actorId, handedTo, handedToName: handedTo }),
    );
  expect(await failureOf(take('released', 'clerk2'))).toBe('notYours');
  expect(await failureOf(take('handedOver', 'clerk1', 'auditor1'))).toBe('noSuchColleague');
  expect(await failureOf(take('handedOver', 'clerk1', 'nobody'))).toBe('noSuchColleague');
  const outcomes = await Promise.allSettled(
    ['clerk2', 'approver1'].map((handedTo) => take('handedOver', 'clerk1', handedTo)),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await take('released', 'supervisor1');
  expect(await applicationOf(number)).toMatchObject({ stage: 'received', assigneeId: null });
  const claims = await Promise.allSettled(['clerk1', 'clerk2'].map((who) => take('claimed', who)));
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const events = await bench.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.map(({ operation }) => operation)).toEqual(['handedOver', 'released', 'claimed']);
});

test('of an approval and a withdrawal in the database at once exactly one counts', async () => {
  const number = await insertApplication(bench, { stage: 'inReview' });
  const approval = await insertStep(bench, number, { kind: 'approved', actorId: 'approver1' });
  const withdrawal = await insertStep(bench, number, { kind: 'withdrawn', actorId: '201234567000' });
  const outcomes = await Promise.allSettled(
    [approval, withdrawal].map((step) => bench.activities.recordStep(step)),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await stepsOf(number)).filter(({ recordedAt }) => recordedAt)).toHaveLength(1);
});

test('the database refuses a second approval by the same person and a step of an earlier round', async () => {
  const number = await insertApplication(bench, { stage: 'inReview', approvalsNeeded: 2, round: 2 });
  const approve = (actorId: string, round = 2) =>
    insertStep(bench, number, { kind: 'approved', actorId, round }).then(bench.activities.recordStep);
  expect(await failureOf(approve('approver1', 1))).toBe('alreadyDecided');
  expect((await approve('approver1')).stage).toBe('secondApproval');
  expect(await failureOf(approve('approver1'))).toBe('ownApproval');
  expect(await approve('approver2')).toMatchObject({
    stage: 'approved',
    approvers: ['approver1', 'approver2'],
  });
});

test('a withdrawal is an event of the web user as they were when they asked', async () => {
  const number = await insertApplication(bench);
  const step = await insertStep(bench, number, {
    kind: 'withdrawn',
    actorId: '201234567000',
    actorName: '旧姓　花子',
  });
  await bench.activities.recordStep(step);
  const events = await bench.db.select().from(accessEvents).where(eq(accessEvents.subject, number));
  expect(events).toMatchObject([{ operation: 'P-13', actorName: '旧姓　花子', address: '198.51.100.7' }]);
  expect((await applicationOf(number))?.closedAt).not.toBeNull();
});

test('an approved change is applied once, and only in the fields applied for', async () => {
  const number = await insertApplication(bench, {
    stage: 'approved',
    changes: {
      fax: { before: '03-0123-4599', requested: '03-0000-2222' },
      insuredCode: { before: 'x', requested: '999999999' },
    },
  });
  const before = await bench.db.query.insuredParties.findFirst({
    where: eq(insuredParties.insuredCode, '201234567'),
  });
  await Promise.all([1, 2].map(() => bench.activities.applyChange({ applicationNumber: number })));
  const party = await bench.db.query.insuredParties.findFirst({
    where: eq(insuredParties.insuredCode, '201234567'),
  });
  expect({ ...party, updatedAt: null }).toEqual({ ...before, fax: '03-0000-2222', updatedAt: null });
  expect((await stepsOf(number)).map(({ kind }) => kind)).toEqual(['applied']);
});

test('what is not approved is not applied', async () => {
  const number = await insertApplication(bench, { stage: 'inReview' });
  expect((await bench.activities.applyChange({ applicationNumber: number })).stage).toBe('inReview');
  expect(await stepsOf(number)).toEqual([]);
});

test('only a returned application of this very round expires', async () => {
  const number = await insertApplication(bench, { stage: 'returned', round: 2 });
  expect((await bench.activities.expireApplication({ applicationNumber: number, round: 1 })).stage).toBe(
    'returned',
  );
  expect((await bench.activities.expireApplication({ applicationNumber: number, round: 2 })).stage).toBe(
    'expired',
  );
});

test('the receipt goes to the address as of the application, the rest to the administrator, each once', async () => {
  const number = await insertApplication(bench);
  const receipt = { applicationNumber: number, kind: 'receipt', round: 1 } as const;
  await bench.activities.sendApplicationMail(receipt);
  await bench.activities.sendApplicationMail(receipt);
  await bench.activities.sendApplicationMail({ applicationNumber: number, kind: 'completed', round: 1 });
  expect(bench.mail.mails.map(({ to }) => to)).toEqual([
    ['receipt@aonagi-trading.example'],
    [expect.not.stringContaining('receipt')],
  ]);
  expect(bench.mail.mails[0]?.subject).toContain(number);
  expect(bench.mail.mails[0]?.text).toContain(number);
  expect(bench.mail.mails[0]?.messageId).toBe(`changeApplicationReceipt.${number}.1@madoguchi.example`);
});

test('the reminders of a returned application say until when and where', async () => {
  const number = await insertApplication(bench, { stage: 'returned' });
  await insertStep(bench, number, {
    kind: 'returned',
    actorId: 'clerk1',
    reasonCode: 'documentsMissing',
    reasonText: '登記事項証明書を確認できません。',
    recordedAt: new Date('2026-10-01T14:59:59.000Z'),
  });
  for (const kind of ['returned', 'reminder', 'lastReminder'] as const)
    await bench.activities.sendApplicationMail({ applicationNumber: number, kind, round: 1 });
  expect(bench.mail.mails).toHaveLength(3);
  for (const { text } of bench.mail.mails) {
    expect(text).toContain('2026/11/30までに');
    expect(text).toContain(`http://portal.example/change-applications/${number}`);
    expect(text).toContain('確認書類の不足\n登記事項証明書を確認できません。');
  }
  expect(bench.mail.mails.map(({ messageId }) => messageId?.split('.')[0])).toEqual([
    'changeApplicationReturned',
    'changeApplicationReminded',
    'changeApplicationLastReminded',
  ]);
});

test('no reminder of a correction leaves once it has come, nor in the next round', async () => {
  const number = await insertApplication(bench, { stage: 'received', round: 2 });
  const remind = (kind: 'reminder' | 'lastReminder') =>
    bench.activities.sendApplicationMail({ applicationNumber: number, kind, round: 1 });
  await remind('reminder');
  await bench.db
    .update(changeApplications)
    .set({ stage: 'returned' })
    .where(eq(changeApplications.applicationNumber, number));
  await remind('lastReminder');
  expect(bench.mail.mails).toEqual([]);
});

test('who is approved for a day is told of it once for each such approval, and not once it is applied', async () => {
  const number = await insertApplication(bench, { stage: 'approved', effectiveOn: '2027-01-01' });
  const mail = { applicationNumber: number, kind: 'approved', round: 1 } as const;
  for (const occurrence of [1, 1, 2]) await bench.activities.sendApplicationMail({ ...mail, occurrence });
  expect(bench.mail.mails.map(({ messageId }) => messageId)).toEqual([
    `changeApplicationApproved.${number}.1001@madoguchi.example`,
    `changeApplicationApproved.${number}.1002@madoguchi.example`,
  ]);
  expect(bench.mail.mails[0]?.text).toContain('適用日：2027/01/01');
  await bench.db
    .update(changeApplications)
    .set({ stage: 'applied' })
    .where(eq(changeApplications.applicationNumber, number));
  await bench.activities.sendApplicationMail({ ...mail, occurrence: 3 });
  expect(bench.mail.mails).toHaveLength(2);
});

test('a mail that was accepted without a word about it goes out again under the same Message-ID', async () => {
  const number = await insertApplication(bench);
  const receipt = { applicationNumber: number, kind: 'receipt', round: 1 } as const;
  bench.mail.behave({ kind: 'acceptThenDrop' });
  expect(await failureOf(bench.activities.sendApplicationMail(receipt))).toBe('MailNotAccepted');
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.sendApplicationMail(receipt);
  expect(new Set(bench.mail.mails.map(({ messageId }) => messageId)).size).toBe(1);
  const [log] = await bench.db.select().from(mailLog).where(eq(mailLog.reference, number));
  expect(log).toMatchObject({ attempts: 2, lastError: null, sentAt: expect.any(Date) });
});

test('a failed mail says why in the log alone; a refused recipient is given up after a day', async () => {
  const number = await insertApplication(bench);
  const receipt = { applicationNumber: number, kind: 'receipt', round: 1 } as const;
  bench.mail.behave({ kind: 'refuse', code: 550, message: 'no such user secret-name' });
  const failure = await bench.activities.sendApplicationMail(receipt).catch((error: unknown) => error);
  expect(JSON.stringify(failure)).not.toContain('secret-name');
  expect(failure).toMatchObject({ type: 'MailNotAccepted', nonRetryable: false, nextRetryDelay: '1 hour' });
  bench.clock.now = new Date(Date.now() + 25 * 3_600_000);
  expect(await failureOf(bench.activities.sendApplicationMail(receipt))).toBe('RecipientRefused');
  bench.clock.now = new Date();
});

test.each([
  'a@b.example,c@d.example',
  'a@b.example\r\nBcc: c@d.example',
  'a@b.example\n',
  '"a" <a@b.example>',
  '',
])('V1.3.11 a recipient that is not one plain address is refused: %j', async (to) => {
  const mail = { kind: 'emailChanged', reference: 'x', n: 1, subject: 's', text: 't' } as const;
  expect(await failureOf(bench.mailer.deliver({ ...mail, to }))).toBe('RecipientRefused');
  expect(bench.mail.mails).toEqual([]);
});

test('a failure tells Temporal nothing about anybody', async () => {
  const failure = await bench.activities
    .recordStep({ applicationNumber: 'secret-name', stepId: 'not a uuid' })
    .catch((error: unknown) => error);
  expect(String((failure as Error).message)).not.toMatch(/select|params/);
});
