import { Client, Connection } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailLog, outbox } from '../../db/schema/index.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { claim, saveDraft } from '../support/application.ts';
import { type Product, startProduct } from '../support/product.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

interface Line {
  msg: string;
  requestId?: string;
  [field: string]: unknown;
}
const linesOf = async (who: 'web' | 'worker'): Promise<Line[]> =>
  (await product[who].log())
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
const linesWith = async (who: 'web' | 'worker', requestId: string) =>
  (await linesOf(who)).filter((line) => line.requestId === requestId);

const SUBMISSION = '0af7651916cd43dd8448eb211c80319c';
const DECISION = 'decision-3f2a91c07d5e';

test('one request can be followed from 申込む to the receipt, and the decision to the completion mail', async () => {
  const { db } = product.database;
  const administrator = await loggedInUser(product.url, '201234567000');
  const number = await saveDraft(db, administrator, '201234567', { fax: '03-9000-0001' });
  const submitted = await administrator.post(
    `/change-applications/${number}/submission`,
    {},
    { 'x-request-id': SUBMISSION },
  );
  expect(submitted.headers.get('x-request-id')).toBe(SUBMISSION);

  const [asked] = await linesWith('web', SUBMISSION);
  expect(asked).toMatchObject({
    msg: 'request',
    method: 'POST',
    route: '/change-applications/:number/submission',
    status: 303,
    person: 'customer',
  });
  const workflowId = changeApplicationWorkflowId(number);
  const [row] = await db.select().from(outbox).where(eq(outbox.workflowId, workflowId));
  expect(row?.requestId).toBe(SUBMISSION);
  const receipt = await product.mail.waitForMail('aoi.kanda@aonagi-trading.example', { subject: number });
  expect(receipt.headers.get('x-request-id')).toBe(SUBMISSION);
  expect(await mailOf('changeApplicationReceipt', number)).toMatchObject({ requestId: SUBMISSION });
  await expect
    .poll(async () => (await linesWith('worker', SUBMISSION)).map(({ activityType }) => activityType))
    .toContain('sendApplicationMail');

  const connection = await Connection.connect({ address: product.environment.TEMPORAL_ADDRESS });
  const { memo } = await new Client({ connection }).workflow.getHandle(workflowId).describe();
  expect(memo).toMatchObject({ requestId: SUBMISSION });
  await connection.close();

  expect((await claim(await loggedInStaff(product.url, 'clerk1'), number)).status).toBe(303);
  const approver = await loggedInStaff(product.url, 'approver1');
  const decided = await approver.post(
    `/office/change-applications/${number}/decision`,
    { stepId: crypto.randomUUID(), round: '1', kind: 'approved' },
    { 'x-request-id': DECISION },
  );
  expect(decided.status).toBe(303);
  const completion = await product.mail.waitForMail('aoi.kanda@aonagi-trading.example', {
    subject: '完了',
  });
  expect(completion.headers.get('x-request-id')).toBe(DECISION);
  const steps = (await linesWith('worker', DECISION)).map(({ activityType }) => activityType);
  expect(steps).toEqual(expect.arrayContaining(['recordStep', 'applyChange', 'sendApplicationMail']));
});

const mailOf = async (kind: 'changeApplicationReceipt', reference: string) => {
  const mails = await product.database.db.select().from(mailLog).where(eq(mailLog.reference, reference));
  return mails.find((mail) => mail.kind === kind);
};

test('each request has one line with the pattern of its route, and none what was asked for or typed', async () => {
  const secret = 'canary-of-a-path-1234567890';
  await fetch(`${product.url}/email-changes/${secret}?canary=query`);
  await fetch(`${product.url}/no-such-page-${secret}`, { headers: { 'x-request-id': 'too short' } });
  await fetch(`${product.url}/office/queue`, {
    redirect: 'manual',
    headers: { traceparent: '00-11112222333344445555666677778888-0102030405060708-01' },
  });
  const lines = async () => (await linesOf('web')).filter(({ msg }) => msg === 'request');
  await expect.poll(async () => (await lines()).at(-1)?.route).toBe('/office/queue');
  const [link, missing, queue] = (await lines()).slice(-3);
  expect(link).toMatchObject({ route: '/email-changes/:token', person: 'nobody' });
  expect(missing).toMatchObject({ status: 303, route: 'none' });
  expect(missing?.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(queue?.requestId).toBe('11112222333344445555666677778888');
  expect(await product.web.log()).not.toMatch(/canary/);
});
