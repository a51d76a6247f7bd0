import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listDueAlerts } from '../../db/due-alerts.ts';
import {
  changeApplications,
  dueAlerts,
  mailLog,
  outbox,
  registrations,
  staff,
  standInPeriods,
} from '../../db/schema/index.ts';
import { insertRegistration } from '../support/registration.ts';
import { type Bench, insertApplication, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  bench.mail.clear();
  await bench.db.delete(dueAlerts);
  await bench.db.delete(outbox);
  await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
  await bench.db.update(staff).set({ suspendedAt: null });
});
afterAll(() => bench?.tearDown());

// Wednesday, 2026-12-16: the reminder is due on Tuesday, the escalation on Thursday, each at nine.
const dueAt = new Date('2026-12-16T23:59:59.999+09:00');
const tuesday = '2026-12-15T00:00:00.000Z';
const thursday = '2026-12-17T00:00:00.000Z';

function tell(number: string, asOf: string, work: 'change' | 'registration' = 'change') {
  bench.clock.now = new Date(asOf);
  return bench.activities.tellOfDueDate({ work, number, asOf });
}
const recipients = async (number: string) =>
  (await listDueAlerts(bench.db, number)).map(({ kind, staffId }) => `${kind} ${staffId}`);

async function sendAll() {
  const rows = await bench.db.select().from(outbox).where(isNull(outbox.deliveredAt));
  for (const { workflowType, input } of rows) {
    expect(workflowType).toBe('dueAlertMails');
    const { digest } = input as { digest: string };
    for (const staffId of await bench.activities.recipientsOfDueAlerts({ digest }))
      await bench.activities.sendDueAlerts({ digest, staffId });
  }
}

const registration = (values: Partial<typeof registrations.$inferInsert> = {}) =>
  insertRegistration(bench.db, { dueAt, ...values });

test('before the business day before nobody is told; then whoever works on it, once', async () => {
  const number = await insertApplication(bench, { dueAt, stage: 'inReview', assigneeId: 'clerk1' });
  expect(await tell(number, '2026-12-14T23:59:59.999Z')).toEqual({ at: tuesday, for: 'dueSoon' });
  expect(await recipients(number)).toEqual([]);
  for (let again = 0; again < 3; again += 1)
    expect(await tell(number, tuesday)).toEqual({ at: thursday, for: 'overdue' });
  expect(await recipients(number)).toEqual(['dueSoon clerk1']);
  expect(await bench.db.select().from(outbox)).toMatchObject([
    {
      workflowId: 'due-alerts/20261215-0900',
      input: { digest: '20261215-0900', sendAt: '2026-12-15T00:05:30.000Z' },
    },
  ]);
});

test('asked at once by many, it tells once', async () => {
  const number = await insertApplication(bench, { dueAt, stage: 'inReview', assigneeId: 'clerk1' });
  await Promise.all([1, 2, 3, 4, 5].map(() => tell(number, tuesday)));
  expect(await recipients(number)).toEqual(['dueSoon clerk1']);
  expect(await bench.db.select().from(outbox)).toHaveLength(1);
});

test('what nobody works on, or only somebody who is suspended, is the supervisors’ to have done', async () => {
  const nobodys = await insertApplication(bench, { dueAt });
  await tell(nobodys, tuesday);
  expect(await recipients(nobodys)).toEqual(['dueSoon supervisor1']);
  await bench.db.update(changeApplications).set({ stage: 'withdrawn' });
  const number = await insertApplication(bench, { dueAt, stage: 'inReview', assigneeId: 'clerk2' });
  await bench.db.update(staff).set({ suspendedAt: new Date() }).where(eq(staff.staffId, 'clerk2'));
  await tell(number, tuesday);
  expect(await recipients(number)).toEqual(['dueSoon supervisor1']);
});

test('who takes it over after the reminder is reminded as well', async () => {
  const number = await insertApplication(bench, { dueAt, stage: 'inReview', assigneeId: 'clerk1' });
  await tell(number, tuesday);
  await bench.db
    .update(changeApplications)
    .set({ assigneeId: 'approver1' })
    .where(eq(changeApplications.applicationNumber, number));
  await tell(number, '2026-12-15T06:00:00.000Z');
  expect(await recipients(number)).toEqual(['dueSoon clerk1', 'dueSoon approver1']);
});

test('overdue, the supervisors are told; a due date that moves is told of anew', async () => {
  const number = await insertApplication(bench, { dueAt, stage: 'secondApproval', assigneeId: 'clerk1' });
  expect(await tell(number, thursday)).toBeUndefined();
  expect(await recipients(number)).toEqual(['overdue supervisor1']);
  await bench.db
    .update(changeApplications)
    .set({ dueAt: new Date('2026-12-18T23:59:59.999+09:00') })
    .where(eq(changeApplications.applicationNumber, number));
  await tell(number, thursday);
  expect((await recipients(number)).sort()).toEqual(['dueSoon clerk1', 'overdue supervisor1']);
});

test.each(['returned', 'approved', 'applied', 'rejected', 'withdrawn', 'expired'] as const)(
  'nobody is told of what is %s',
  async (stage) => {
    const number = await insertApplication(bench, { dueAt, stage });
    expect(await tell(number, thursday)).toBeUndefined();
    expect(await recipients(number)).toEqual([]);
  },
);

test('one mail for each person: number, company, due date and link, and nothing else about anybody', async () => {
  const change = await insertApplication(bench, { dueAt });
  const stated = await registration({ assigneeId: 'clerk1', stage: 'inReview' });
  const unknown = await registration({ insuredCode: '999999999' });
  await tell(change, thursday);
  await tell(stated, thursday, 'registration');
  await tell(unknown, thursday, 'registration');
  await sendAll();
  await sendAll();
  expect(bench.mail.mails).toHaveLength(1);
  const [mail] = bench.mail.mails;
  expect(mail?.subject).toContain('期限超過 3件');
  for (const text of [
    `${change}　青凪貿易株式会社`,
    `http://portal.example/office/change-applications/${change}`,
    `${stated}　穂高見精機株式会社`,
    `http://portal.example/office/registrations/${stated}`,
    `${unknown}　保険利用者未登録`,
    '期限：2026/12/16',
  ])
    expect(mail?.text).toContain(text);
  expect(mail?.text).not.toMatch(/登録　花子|typed@|03-0000|clerk1|佐藤/);
  const log = await bench.db.select().from(mailLog).where(eq(mailLog.kind, 'dueAlerts'));
  expect(log).toMatchObject([
    { reference: '20261217-0900.supervisor1', attempts: 1, sentAt: expect.any(Date) },
  ]);
  expect(mail?.messageId).toBe('dueAlerts.20261217-0900.supervisor1.1@madoguchi.example');
});

test('what is decided before the mail leaves is left out of it, and no mail leaves about nothing', async () => {
  const decided = await registration({ assigneeId: 'approver2', stage: 'inReview' });
  const open = await registration({ assigneeId: 'clerk2', stage: 'inReview' });
  await tell(decided, tuesday, 'registration');
  await tell(open, tuesday, 'registration');
  await bench.db
    .update(registrations)
    .set({ stage: 'rejected' })
    .where(eq(registrations.registrationNumber, decided));
  await sendAll();
  expect(bench.mail.mails.map(({ text }) => text.includes(open))).toEqual([true]);
  expect(bench.mail.mails[0]?.text).not.toContain(decided);
});

test.each([
  ['approved', { stage: 'approved' }],
  ['given another due date', { dueAt: new Date('2026-12-18T23:59:59.999+09:00') }],
] as const)('nobody is mailed about a change that is %s before the mail leaves', async (_what, change) => {
  const number = await insertApplication(bench, { dueAt, stage: 'inReview', assigneeId: 'clerk1' });
  await tell(number, tuesday);
  await bench.db
    .update(changeApplications)
    .set(change)
    .where(eq(changeApplications.applicationNumber, number));
  await sendAll();
  expect(bench.mail.mails).toEqual([]);
});

test('who is suspended before the mail leaves gets none', async () => {
  const number = await registration({ assigneeId: 'clerk2', stage: 'inReview' });
  await tell(number, tuesday, 'registration');
  await bench.db.update(staff).set({ suspendedAt: new Date() }).where(eq(staff.staffId, 'clerk2'));
  await sendAll();
  expect(bench.mail.mails).toEqual([]);
});

test('who stands in for the holder is reminded too, with both names; a period that is over reminds nobody', async () => {
  const number = await insertApplication(bench, { stage: 'inReview', assigneeId: 'approver1', dueAt });
  const period = { principalId: 'approver1', setBy: 'supervisor1' };
  await bench.db.insert(standInPeriods).values([
    {
      ...period,
      periodId: crypto.randomUUID(),
      standInId: 'approver2',
      fromDate: '2026-12-15',
      untilDate: '2026-12-18',
    },
    {
      ...period,
      periodId: crypto.randomUUID(),
      standInId: 'clerk1',
      fromDate: '2026-12-01',
      untilDate: '2026-12-14',
    },
  ]);
  await tell(number, tuesday);
  expect((await recipients(number)).sort()).toEqual(['dueSoon approver1', 'dueSoon approver2']);
  await sendAll();
  expect(bench.mail.to('approver2@madoguchi.example')[0]?.text).toContain(
    '担当：高橋　直樹（代行：田中　由紀子）',
  );
  expect(bench.mail.to('approver1@madoguchi.example')[0]?.text).not.toContain('代行');
  await bench.db.delete(standInPeriods);
});
