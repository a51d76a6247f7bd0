import { Client, type QueryDefinition } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertNotice } from '../../db/notices.ts';
import type { WorkflowStart } from '../../db/outbox.ts';
import { emailChanges, mailLog, notices, registrationSteps, registrations } from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import { LINK_VALID_HOURS } from '../../domain/email-change.ts';
import { reconcile } from '../../worker/reconcile.ts';
import type { Answers } from '../../worker/whereabouts.ts';
import { emailChangeProgress, emailVerificationStart } from '../../workflows/email-verification.ts';
import { noticeStart } from '../../workflows/notice.ts';
import { registrationProgress, registrationStart } from '../../workflows/registration.ts';
import { insertEmailChange } from '../activities/bench.ts';
import { insertRegistration } from '../support/registration.ts';
import { type Service, startService } from './bench.ts';

const REGISTRANT = 'typed@x.example';
const OLD = 'old@aonagi-trading.example';
const NEW = 'new@aonagi-trading.example';
const HOURS = 3_600_000;

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.end());
beforeEach(async () => {
  service.mail.clear();
  service.mail.behave({ kind: 'accept' });
  // What a former test left is another database's by now, as far as lists go.
  for await (const { workflowId, runId } of service.client.workflow.list({ query: running() }))
    await service.client.workflow.getHandle(workflowId, runId).terminate();
  await listedAsRunning(0);
  await service.db.delete(registrationSteps);
  for (const table of [registrations, emailChanges, notices]) await service.db.delete(table);
});
const listedAsRunning = (count: number) =>
  expect.poll(async () => (await service.client.workflow.count(running())).count).toBe(count);
const running = () => `ExecutionStatus = 'Running' AND TaskQueue = '${service.taskQueue}'`;

/** What it says of each workflow, without the ID. */
async function reconciled(isTrial = false) {
  const said: string[] = [];
  const { db, client, taskQueue } = service;
  const print = (line: string) => said.push(line);
  const tally = await reconcile({ db, client, taskQueue, isTrial, patience: 200, print });
  return { ...tally, said: said.map((line) => line.slice(line.indexOf(': ') + 2)) };
}
const nothingToDo = { underWay: 0, started: 0, startedAnew: 0, ended: 0, said: [] };

async function start({ workflowType, workflowId, input }: WorkflowStart): Promise<void> {
  const { client, taskQueue } = service;
  await client.workflow.start(workflowType, { workflowId, taskQueue, args: [input] });
}
const handleOf = ({ workflowId }: WorkflowStart) => service.client.workflow.getHandle(workflowId);
const answerOf = <Answer>(of: WorkflowStart, query: QueryDefinition<Answer>) => handleOf(of).query(query);
/** Subjects of what came to a mailbox, once it is so many. */
async function subjectsTo(address: string, count: number): Promise<string[]> {
  await expect.poll(() => service.mail.to(address).length).toBeGreaterThanOrEqual(count);
  return service.mail.to(address).map(({ subject }) => subject.replace(/^【.*】/, ''));
}

async function registered(values: Partial<typeof registrations.$inferInsert> = {}) {
  const dueAt = new Date(Date.now() + 5 * 24 * HOURS);
  const registrationNumber = await insertRegistration(service.db, { dueAt, ...values });
  return registrationStart({ registrationNumber, dueAt: dueAt.toISOString() });
}
const moveRegistration = ({ input }: WorkflowStart, values: Partial<typeof registrations.$inferInsert>) =>
  service.db
    .update(registrations)
    .set(values)
    .where(eq(registrations.registrationNumber, String(input.registrationNumber)));

test('a registration without a workflow gets one, and its receipt; a trial only says so', async () => {
  const lost = await registered();
  const says = ['received in the database, missing in Temporal'];
  expect(await reconciled(true)).toMatchObject({ started: 1, said: says });
  await expect(handleOf(lost).describe()).rejects.toThrow(/not found/);
  expect(await reconciled()).toMatchObject({ started: 1, startedAnew: 0, said: says });
  expect(await subjectsTo(REGISTRANT, 1)).toEqual([expect.stringContaining('受付')]);
  expect(await answerOf(lost, registrationProgress)).toMatchObject({ stage: 'received' });
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
});

test('a registration that stands elsewhere than its workflow thinks is taken up where the database says', async () => {
  const moved = await registered();
  await start(moved);
  await subjectsTo(REGISTRANT, 1);
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  await moveRegistration(moved, { stage: 'inReview', assigneeId: 'clerk1' });
  expect(await reconciled()).toMatchObject({
    startedAnew: 1,
    said: ['inReview in the database, thinks received in Temporal'],
  });
  expect(await answerOf(moved, registrationProgress)).toMatchObject({
    stage: 'inReview',
    assigneeId: 'clerk1',
  });
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  expect(service.mail.to(REGISTRANT), 'no receipt for a second time').toHaveLength(1);
});

test('a workflow whose history did not go on is not asked again, and is compared all the same', async () => {
  const moved = await registered();
  await start(moved);
  await subjectsTo(REGISTRANT, 1);
  const asked: string[] = [];
  const client = new Client({
    ...service.client.options,
    interceptors: {
      workflow: [
        {
          query(input, next) {
            asked.push(input.queryType);
            return next(input);
          },
        },
      ],
    },
  });
  const answers: Answers = new Map();
  const look = async () => {
    const { db, taskQueue } = service;
    asked.length = 0;
    const since = new Date(Date.now() - HOURS);
    const tally = await reconcile({ db, client, taskQueue, since, answers, patience: 200, print: () => {} });
    return { ...tally, asked: asked.length };
  };
  await expect.poll(look).toMatchObject({ right: 1, asked: 0 });
  await moveRegistration(moved, { stage: 'inReview', assigneeId: 'clerk1' });
  expect(await look()).toMatchObject({ startedAnew: 1, asked: 0 });
  expect(await look()).toMatchObject({ right: 1 });
  expect(answers.get(moved.workflowId)?.position).toBe('inReview');
  await service.db.delete(registrations);
  expect(await look()).toMatchObject({ right: 0 });
  expect(answers.size, 'what is not looked at is forgotten').toBe(0);
});

test('a registration that was closed while its workflow was lost tells its end, and nothing that was told', async () => {
  const closed = await registered();
  await start(closed);
  await subjectsTo(REGISTRANT, 1);
  await handleOf(closed).terminate();
  await moveRegistration(closed, { stage: 'rejected', closedAt: new Date() });
  expect(await reconciled()).toMatchObject({
    started: 1,
    said: ['rejected in the database, missing in Temporal'],
  });
  expect(await handleOf(closed).result()).toBe('rejected');
  expect((await subjectsTo(REGISTRANT, 2))[1]).toContain('審査結果');
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  expect(service.mail.to(REGISTRANT)).toHaveLength(2);
});

test('what was closed long ago needs no workflow any more, and a workflow of nothing is ended', async () => {
  await registered({ stage: 'rejected', closedAt: new Date(Date.now() - 15 * 24 * HOURS) });
  const unknown = registrationStart({
    registrationNumber: 'R20261122-999999-0',
    dueAt: new Date(Date.now() + HOURS).toISOString(),
  });
  await start(unknown);
  await listedAsRunning(1);
  expect(await reconciled()).toMatchObject({ ...nothingToDo, right: 0, ended: 1, said: [/nothing/] });
  expect((await handleOf(unknown).describe()).status.name).toBe('TERMINATED');
});

async function emailChange(values: Partial<typeof emailChanges.$inferInsert> = {}) {
  const expiresAt = new Date(Date.now() + LINK_VALID_HOURS * HOURS);
  const emailChangeId = await insertEmailChange(service, expiresAt);
  await changeRow(emailChangeId, values);
  return emailVerificationStart({ emailChangeId, expiresAt: expiresAt.toISOString() });
}
async function changeRow(emailChangeId: unknown, values: Partial<typeof emailChanges.$inferInsert> = {}) {
  const own = eq(emailChanges.emailChangeId, String(emailChangeId));
  if (Object.keys(values).length > 0) await service.db.update(emailChanges).set(values).where(own);
  const [row] = await service.db.select().from(emailChanges).where(own);
  return row;
}
const tokenOf = (text = '') => /\/email-changes\/([\w-]{43})/.exec(text)?.[1] ?? '';

test('of a changed address whose link was renewed, the newest link is mailed and good, and no older one', async () => {
  const moved = await emailChange();
  await start(moved);
  await Promise.all([subjectsTo(NEW, 1), subjectsTo(OLD, 1)]);
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  await changeRow(moved.input.emailChangeId, { generation: 2, confirmTokenHash: null });
  expect(await reconciled()).toMatchObject({
    startedAnew: 1,
    said: ['pending, link 2 in the database, thinks pending, link 1 in Temporal'],
  });
  await subjectsTo(NEW, 2);
  const [first, second] = service.mail.to(NEW).map(({ text }) => tokenHash(tokenOf(text)));
  const row = await changeRow(moved.input.emailChangeId);
  expect(row?.confirmTokenHash).toBe(second);
  expect(row?.confirmTokenHash).not.toBe(first);
  expect(await answerOf(moved, emailChangeProgress)).toEqual({ stage: 'pending', generation: 2 });
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  expect(service.mail.to(OLD), 'the old address was told already').toHaveLength(1);
});

test('a changed address without a workflow is waited for as long as the database says', async () => {
  const lost = await emailChange({ expiresAt: new Date(Date.now() + 60_000) });
  expect(await reconciled()).toMatchObject({
    started: 1,
    said: ['pending, link 1 in the database, missing in Temporal'],
  });
  await Promise.all([subjectsTo(NEW, 1), subjectsTo(OLD, 1)]);
  const { events } = await handleOf(lost).fetchHistory();
  const [timer] = (events ?? []).flatMap((event) => event.timerStartedEventAttributes ?? []);
  expect(Number(timer?.startToFireTimeout?.seconds)).toBeLessThanOrEqual(60);
});

test('a change of address that ended while its workflow was lost is told to the new address', async () => {
  const confirmed = await emailChange();
  await start(confirmed);
  await Promise.all([subjectsTo(NEW, 1), subjectsTo(OLD, 1)]);
  await handleOf(confirmed).terminate();
  await changeRow(confirmed.input.emailChangeId, { stage: 'changed', endedAt: new Date() });
  expect(await reconciled()).toMatchObject({
    started: 1,
    said: ['changed, link 1 in the database, missing in Temporal'],
  });
  expect(await handleOf(confirmed).result()).toBe('changed');
  expect((await subjectsTo(NEW, 2))[1]).toContain('完了');
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  expect([service.mail.to(NEW).length, service.mail.to(OLD).length]).toEqual([2, 1]);
});

const tell = async () => {
  const recipient = { webUserId: '201234567000', email: OLD };
  const content = { kind: 'ipRestrictionLifted' as const, facts: { reason: 'お電話によるご依頼のため。' } };
  return noticeStart({
    noticeId: await insertNotice(service.db, { ...content, reference: '201234567', recipient }),
  });
};
const noticeRow = async ({ input }: WorkflowStart) => {
  const [row] = await service.db
    .select()
    .from(notices)
    .where(eq(notices.noticeId, String(input.noticeId)));
  return row;
};

test('a notice that has not left leaves, once; one that left is let be', async () => {
  const [unsent, left] = [await tell(), await tell()];
  await service.db
    .update(notices)
    .set({ sentAt: new Date() })
    .where(eq(notices.noticeId, left.input.noticeId));
  expect(await reconciled()).toMatchObject({
    started: 1,
    said: ['to be sent in the database, missing in Temporal'],
  });
  expect(await handleOf(unsent).result()).toBe('sent');
  expect((await noticeRow(unsent))?.sentAt).toBeInstanceOf(Date);
  expect(await reconciled()).toMatchObject(nothingToDo);
  expect(await subjectsTo(OLD, 1)).toHaveLength(1);
});

test('a notice that is being tried goes on being tried; one that was given up is not begun again', async () => {
  service.mail.behave({ kind: 'refuse', code: 451 });
  const [tried, givenUp] = [await tell(), await tell()];
  await start(tried);
  await service.db.insert(mailLog).values({
    messageId: `<${givenUp.input.noticeId}>`,
    kind: 'ipRestrictionLifted',
    recipient: OLD,
    subject: 'IPアドレス制限',
    reference: givenUp.input.noticeId,
    attempts: 24,
    givenUpAt: new Date(),
  });
  expect(await reconciled()).toMatchObject({ right: 1, ...nothingToDo });
  expect((await handleOf(tried).describe()).status.name).toBe('RUNNING');
  await expect(handleOf(givenUp).describe()).rejects.toThrow(/not found/);
});
