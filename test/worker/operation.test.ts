import { Agent, get } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { and, eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertNotice } from '../../db/notices.ts';
import { requestWorkflowStart } from '../../db/outbox.ts';
import { mailLog, outbox } from '../../db/schema/index.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { noticeStart } from '../../workflows/notice.ts';
import { claim, saveDraft } from '../support/application.ts';
import { startWorker } from '../support/processes.ts';
import { type Product, startProduct } from '../support/product.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ SHUTDOWN_DELAY: '0.5', METRICS_PORT: '0' });
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

  await expect
    .poll(async () => (await linesWith('web', SUBMISSION))[0])
    .toMatchObject({
      msg: 'request',
      method: 'POST',
      route: '/change-applications/:number/submission',
      status: 303,
      person: 'customer',
    });
  const workflowId = changeApplicationWorkflowId(number);
  const [row] = await db.select().from(outbox).where(eq(outbox.workflowId, workflowId));
  expect(row?.requestId).toBe(SUBMISSION);
  const receipt = await product.mail.waitForMail('taro.nihon@aonagi-trading.example', { subject: number });
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
  const completion = await product.mail.waitForMail('taro.nihon@aonagi-trading.example', {
    subject: '完了',
  });
  expect(completion.headers.get('x-request-id')).toBe(DECISION);
  await expect
    .poll(async () => (await linesWith('worker', DECISION)).map(({ activityType }) => activityType))
    .toEqual(expect.arrayContaining(['recordStep', 'applyChange', 'sendApplicationMail']));
});

const mailOf = async (kind: 'changeApplicationReceipt', reference: string) => {
  const mails = await product.database.db.select().from(mailLog).where(eq(mailLog.reference, reference));
  return mails.find((mail) => mail.kind === kind);
};

test('each request has one line with the pattern of its route, and none what was asked for or typed', async () => {
  const secret = 'canary-of-a-path-1234567890';
  await fetch(`${product.url}/email-changes/${secret}?canary=query`);
  await fetch(`${product.url}/no-such-page-${secret}`, {
    redirect: 'manual',
    headers: { 'x-request-id': 'too short' },
  });
  await fetch(`${product.url}/office/companies`, {
    redirect: 'manual',
    headers: { traceparent: '00-11112222333344445555666677778888-0102030405060708-01' },
  });
  const lines = async () => (await linesOf('web')).filter(({ msg }) => msg === 'request');
  await expect.poll(async () => (await lines()).at(-1)?.route).toBe('/office/companies');
  const [link, missing, queue] = (await lines()).slice(-3);
  expect(link).toMatchObject({ route: '/email-changes/:token', person: 'nobody' });
  expect(missing).toMatchObject({ status: 303, route: 'none' });
  expect(missing?.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(queue?.requestId).toBe('11112222333344445555666677778888');
  expect(await product.web.log()).not.toMatch(/canary/);
});

test('web and worker tell Prometheus how they do, and how much waits for whom', async () => {
  const asked = await fetch(`${product.url}/password-reissue`, {
    headers: { 'x-request-id': 'metrics-0123456789' },
  });
  expect(asked.status).toBe(200);
  const web = await metricsOf('web');
  expect(web('madoguchi_http_request_duration_seconds_count', 'route="/password-reissue",status="200"')).toBe(
    1,
  );
  expect(web('madoguchi_login_attempts_total', 'people="staff",outcome="accepted"')).toBe(2);
  expect(web('madoguchi_password_hashes', 'state="waiting"')).toBe(0);
  expect(web('madoguchi_database_connections', 'state="in_use"')).toBe(0);
  expect(web('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  expect(web('process_resident_memory_bytes')).toBeGreaterThan(1e6);

  const worker = await metricsOf('worker');
  expect(worker('madoguchi_condition_known')).toBe(1);
  expect(worker('madoguchi_outbox_rows', 'state="waiting"')).toBe(0);
  expect(worker('madoguchi_mails', 'state="waiting"')).toBe(0);
  expect(worker('madoguchi_mail_attempts_total', 'outcome="accepted"')).toBeGreaterThanOrEqual(2);
  expect(worker('madoguchi_work_overdue', 'work="change"')).toBeGreaterThanOrEqual(0);
  expect(worker('madoguchi_access_history_months_ahead')).toBe(2);
  expect(worker('madoguchi_workflows_running')).toBeGreaterThanOrEqual(0);
  expect(worker('temporal_workflow_completed_total', 'workflow_type="changeApplication"')).toBeGreaterThan(0);
});

/** Looks a value up by the name of a metric and, where it has labels, a piece of them. */
async function metricsOf(who: 'web' | 'worker') {
  const port = (await linesOf(who)).find(({ msg }) => msg === 'metrics are served')?.port;
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return (name: string, labels = ''): number => {
    const line = text.split('\n').find((one) => one.replace(/[{ ].*/, '') === name && one.includes(labels));
    return Number(line?.split(' ').at(-1));
  };
}

test('a web server that is told to stop answers everything that reaches it, and says so to its load balancer first', async () => {
  const agent = new Agent({ keepAlive: true });
  const statuses: number[] = [];
  let given = true;
  const client = async (path: string) => {
    while (given) statuses.push(await ask(path, agent));
  };
  const clients = ['/login', '/healthz', '/office/login', '/password-reissue', '/registration'].map(client);
  await expect.poll(() => statuses.length).toBeGreaterThan(50);

  process.kill(product.web.pid, 'SIGTERM');
  await expect.poll(() => ask('/readyz', false), { interval: 5 }).toBe(503);
  const before = statuses.length;
  await expect.poll(() => statuses.length).toBeGreaterThan(before + 10);
  given = false;
  await Promise.all(clients);
  agent.destroy();
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await product.web.ended).toBe('exit code 0');
});

const NOTICES = 40;

/** The status of the answer; fails where the connection is cut instead. */
const ask = (path: string, agent: Agent | false) =>
  new Promise<number>((resolve, reject) => {
    get(product.url + path, { agent }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    }).once('error', reject);
  });

test('a worker that is told to stop finishes what it does: no mail is tried twice', async () => {
  const { db } = product.database;
  const recipient = { staffId: 'clerk1', email: 'clerk1@institution.example' };
  await db.transaction(async (tx) => {
    for (let n = 0; n < NOTICES; n++) {
      const reference = recipient.staffId;
      const noticeId = await insertNotice(tx, {
        kind: 'staffPasswordChanged',
        facts: {},
        reference,
        recipient,
      });
      await requestWorkflowStart(tx, noticeStart({ noticeId }));
    }
  });
  await expect.poll(() => db.$count(mailLog, eq(mailLog.kind, 'staffPasswordChanged'))).toBeGreaterThan(0);
  process.kill(product.worker.pid, 'SIGTERM');
  expect(await product.worker.ended).toBe('exit code 0');
  expect(await product.worker.log()).toContain('"msg":"Stopped"');

  const next = await startWorker(product.environment);
  const sent = () =>
    db.$count(mailLog, and(eq(mailLog.kind, 'staffPasswordChanged'), isNotNull(mailLog.sentAt)));
  await expect.poll(sent, { timeout: 30_000 }).toBe(NOTICES);
  await next.stop();
  const tries = await db.select().from(mailLog).where(eq(mailLog.kind, 'staffPasswordChanged'));
  expect(new Set(tries.map(({ attempts }) => attempts))).toEqual(new Set([1]));
});
