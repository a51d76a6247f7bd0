import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessEvents, emailChanges, webUserSessions, webUsers } from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { personalDetailsInput } from '../../domain/personal-details.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification.ts';
import { workflowBundlePath } from '../support/environment.ts';
import { type MailServer, startMailServer } from '../support/mail.ts';
import { startWorker, type TestProcess } from '../support/processes.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const ADMINISTRATOR = '201234567000';
const OLD = 'taro.nihon@aonagi-trading.example';

let web: TestWeb;
let mail: MailServer;
let worker: TestProcess;
let administrator: Visitor;
let reader: Visitor;

beforeAll(async () => {
  [web, mail] = await Promise.all([startTestWeb(), startMailServer()]);
  worker = await startWorker({
    ...web.environment,
    SMTP_URL: mail.url,
    WORKFLOW_BUNDLE: workflowBundlePath(),
  });
});
afterAll(async () => {
  await worker.stop();
  await Promise.all([mail.close(), web.close()]);
});

let turn = 0;
let newEmail: string;
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(webUserSessions);
  await db.update(webUsers).set({ email: OLD }).where(eq(webUsers.webUserId, ADMINISTRATOR));
  administrator = await web.user(ADMINISTRATOR);
  reader = web.visitor();
  newEmail = `taro${++turn}@aonagi-trading.example`;
  await db.delete(accessEvents);
  mail.clear();
});

const registered = async () => {
  const rows = await web.services.db.select().from(webUsers).where(eq(webUsers.webUserId, ADMINISTRATOR));
  if (!rows[0]) throw new Error('no administrator');
  return rows[0];
};
const recorded = async () => {
  const events = await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId);
  return events.map((event) => event.operation);
};
const change = async (email = newEmail) => {
  const [found] = await web.services.db.select().from(emailChanges).where(eq(emailChanges.newEmail, email));
  if (!found) throw new Error(`no change to ${email}`);
  return found;
};
const outcome = async (email = newEmail) => {
  const { emailChangeId } = await change(email);
  const { workflow } = web.services.temporal.client;
  return workflow.getHandle(emailVerificationWorkflowId(emailChangeId)).result();
};
const path = (text: string) => new URL(/https?:\/\/\S+\/email-changes\/\S+/.exec(text)?.[0] ?? '').pathname;

async function changeEmail(email = newEmail): Promise<void> {
  const input = personalDetailsInput({ ...(await registered()), email });
  expect((await administrator.post('/administrator', input)).status).toBe(303);
  const answer = await administrator.post('/administrator/confirm');
  expect(answer.headers.get('location')).toBe('/administrator/complete');
}

/** Paths of the links in the mails to the new and the old address. */
async function links(email = newEmail) {
  const [verification, notice] = await Promise.all([mail.waitForMail(email), mail.waitForMail(OLD)]);
  return { confirm: path(verification.text), cancel: path(notice.text) };
}

test('the address becomes current by the button behind the link, and by nothing before', async () => {
  await changeEmail();
  const { confirm } = await links();
  expect((await reader.get(confirm)).status).toBe(200);
  expect((await registered()).email).toBe(OLD);

  const answers = await Promise.all(Array.from({ length: 20 }, () => reader.post(confirm)));
  for (const answer of answers)
    expect(await (await reader.follow(answer)).text()).toContain('メールアドレスの変更が完了しました');
  expect((await registered()).email).toBe(newEmail);
  expect(await outcome()).toBe('changed');
  expect(await recorded()).toEqual([
    operation.administratorDetailsChange,
    operation.emailChangeRequest,
    operation.emailChangeConfirm,
  ]);
  await mail.waitForMail(newEmail, { subject: '完了' });
  expect(mail.to(OLD)).toHaveLength(1);
});

test('再送 kills the earlier link, and several presses send one mail', async () => {
  await changeEmail();
  const first = await links();
  mail.clear();
  const answers = await Promise.all(
    [1, 2, 3].map(() => administrator.post('/administrator/email-change/resend', { generation: '1' })),
  );
  answers.push(await administrator.post('/administrator/email-change/resend', { generation: '1' }));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  const second = path((await mail.waitForMail(newEmail)).text);
  expect((await reader.post(first.confirm)).status).toBe(404);
  expect((await registered()).email).toBe(OLD);
  expect((await reader.post(second)).status).toBe(303);
  expect((await registered()).email).toBe(newEmail);
  expect(mail.to(newEmail).filter(({ subject }) => subject.includes('確認'))).toHaveLength(1);
  expect(await recorded()).toEqual([
    operation.administratorDetailsChange,
    operation.emailChangeRequest,
    operation.emailChangeResend,
    operation.emailChangeConfirm,
  ]);
});

test('「心当たりがない」 ends it, and neither link acts any more', async () => {
  await changeEmail();
  const { confirm, cancel } = await links();
  expect((await reader.post(cancel)).status).toBe(303);
  expect(await outcome()).toBe('cancelled');
  expect((await reader.post(cancel)).status).toBe(200);
  expect((await reader.post(confirm)).status).toBe(410);
  expect((await registered()).email).toBe(OLD);
  expect((await recorded()).at(-1)).toBe(operation.emailChangeCancelFromOldAddress);
  expect(await (await administrator.get('/administrator')).text()).toContain('変更前のメールアドレスから');
});

test('取消 by the administrator ends it', async () => {
  await changeEmail();
  const { confirm } = await links();
  expect((await administrator.post('/administrator/email-change/cancel')).status).toBe(303);
  expect((await reader.post(confirm)).status).toBe(410);
  expect((await recorded()).at(-1)).toBe(operation.emailChangeCancel);
});

test.each([1, 2, 3])(
  'confirmed and cancelled at once, exactly one wins and the other is told (try %i)',
  async () => {
    await changeEmail();
    const { confirm, cancel } = await links();
    const answers = await Promise.all([reader.post(confirm), web.visitor().post(cancel)]);
    const confirmed = (await registered()).email === newEmail;
    expect(answers.map(({ status }) => status)).toEqual(confirmed ? [303, 410] : [410, 303]);
    expect((await change()).stage).toBe(confirmed ? 'changed' : 'cancelled');
    expect((await recorded()).slice(2)).toEqual([
      confirmed ? operation.emailChangeConfirm : operation.emailChangeCancelFromOldAddress,
    ]);
  },
);

test("a newer change ends the older one's workflow and kills its links", async () => {
  await changeEmail();
  const older = await links();
  const newer = `newer.${newEmail}`;
  mail.clear();
  await changeEmail(newer);
  expect(await outcome()).toBe('cancelled');
  expect((await reader.post(older.confirm)).status).toBe(410);
  expect((await reader.post(older.cancel)).status).toBe(410);
  const { confirm } = await links(newer);
  expect((await reader.post(confirm)).status).toBe(303);
  expect((await registered()).email).toBe(newer);
});

test('a workflow that has ended refuses, whatever the database says', async () => {
  await changeEmail();
  const { confirm } = await links();
  await administrator.post('/administrator/email-change/cancel');
  await outcome();
  await web.services.db
    .update(emailChanges)
    .set({ stage: 'pending', cancelledBy: null, endedAt: null })
    .where(eq(emailChanges.newEmail, newEmail));
  const answer = await reader.post(confirm);
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('メールアドレスの変更はできませんでした');
  expect((await registered()).email).toBe(OLD);
  await web.services.db.delete(emailChanges);
});

test('an act that comes before the relay has started the workflow starts it', async () => {
  const { db } = web.services;
  const [inserted] = await db
    .insert(emailChanges)
    .values({
      webUserId: ADMINISTRATOR,
      oldEmail: OLD,
      newEmail,
      expiresAt: new Date(Date.now() + 86_400_000),
    })
    .returning();
  expect((await administrator.post('/administrator/email-change/cancel')).status).toBe(303);
  expect(await outcome()).toBe('cancelled');
  expect(await change()).toMatchObject({ emailChangeId: inserted?.emailChangeId, stage: 'cancelled' });
});

test('with Temporal out of reach the change is accepted, and the link says that it stays good', async () => {
  const cutOff = await startTestWeb({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const { db } = cutOff.services;
  const visitor = await cutOff.user(ADMINISTRATOR);
  const [user] = await db.select().from(webUsers).where(eq(webUsers.webUserId, ADMINISTRATOR));
  if (!user) throw new Error('no administrator');
  await visitor.post('/administrator', personalDetailsInput({ ...user, email: newEmail }));
  const answer = await visitor.post('/administrator/confirm');
  expect(answer.headers.get('location')).toBe('/administrator/complete');

  await db.update(emailChanges).set({ confirmTokenHash: tokenHash('a-token') });
  const began = performance.now();
  const refused = await visitor.post('/email-changes/a-token');
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain('このURLは期限まで引き続き有効です');
  expect(performance.now() - began).toBeLessThan(12_000);
  expect((await visitor.get('/email-changes/a-token')).status).toBe(200);
  await cutOff.close();
});
