import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceSinks } from '../../worker/trace-sinks.ts';
import { changeApplicationWorkflowId } from '../../workflows/change-application.ts';
import { claim, saveDraft } from '../support/application.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.ts';
import { workflowBundlePath } from '../support/environment.ts';
import { startWeb, startWorker, type TestProcess } from '../support/processes.ts';
import { type Product, startProduct } from '../support/product.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';

const TELL_MODULES = `--import ${new URL('../support/tell-modules.ts', import.meta.url)}`;

let collector: Collector;
let product: Product;
beforeAll(async () => {
  collector = await startCollector();
  product = await startProduct({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    NODE_OPTIONS: TELL_MODULES,
  });
});
afterAll(async () => {
  await product.stop();
  await collector.close();
});

const traceIdOf = (n: number) => String(n).padStart(32, 'abcdef');
const CALLER = '00f067aa0ba902b7';
const caller = (n: number, flags = '01') => ({ traceparent: `00-${traceIdOf(n)}-${CALLER}-${flags}` });
const spansOf = (n: number) => collector.spans.filter(({ traceId }) => traceId === traceIdOf(n));
const named = (spans: ReceivedSpan[], name: string) => {
  const found = spans.filter((span) => span.name === name);
  expect(found, name).toHaveLength(1);
  return found[0] as ReceivedSpan;
};
/** Waits for a trace to have spans of these names. */
const traced = async (n: number, ...names: string[]) => {
  await expect.poll(() => spansOf(n).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  return spansOf(n);
};

const TAKEN_BY = 'POST /change-applications/:number/submission';
const DECIDED_BY = 'POST /office/change-applications/:number/decision';
const FAX = '03-9000-4242';

test('one trace leads from 申込む to the receipt, one from the decision to the completion mail; neither tells of anybody', async () => {
  const { db } = product.database;
  const administrator = await loggedInUser(product.url, '201234567000');
  const number = await saveDraft(db, administrator, '201234567', { fax: FAX });
  const path = `/change-applications/${number}/submission?canary=query`;
  product.mail.behave({ kind: 'refuse', code: 451, message: 'canary: taro.nihon is away' });
  expect((await administrator.post(path, {}, caller(1))).status).toBe(303);
  const tries = () => spansOf(1).filter(({ name }) => name === 'activity sendApplicationMail');
  await expect.poll(() => tries().length).toBeGreaterThan(0);
  product.mail.behave({ kind: 'accept' });
  await expect.poll(() => tries().at(-1)?.failed).toBe(false);

  const spans = await traced(1, TAKEN_BY, 'outbox changeApplication', 'workflow changeApplication');
  const web = named(spans, TAKEN_BY);
  expect(web).toMatchObject({ service: 'madoguchi-web', parentSpanId: CALLER, failed: false });
  expect(web.facts).toEqual({
    'http.request.method': 'POST',
    'http.route': '/change-applications/:number/submission',
    'http.response.status_code': 303,
    'madoguchi.request_id': traceIdOf(1),
  });
  const outbox = named(spans, 'outbox changeApplication');
  expect(outbox).toMatchObject({ service: 'madoguchi-worker', parentSpanId: web.spanId });
  expect(outbox.facts).toMatchObject({ 'madoguchi.attempt': 1, 'madoguchi.request_id': traceIdOf(1) });
  const workflow = named(spans, 'workflow changeApplication');
  expect(workflow).toMatchObject({ parentSpanId: outbox.spanId, service: 'madoguchi-worker' });
  expect(workflow.facts).toEqual({ 'madoguchi.request_id': traceIdOf(1) });
  for (const [index, attempt] of tries().entries()) {
    expect(attempt.parentSpanId).toBe(workflow.spanId);
    expect(attempt.began).toBeGreaterThanOrEqual(Math.floor(workflow.began));
    expect(attempt.facts).toMatchObject({
      'madoguchi.attempt': index + 1,
      'madoguchi.request_id': traceIdOf(1),
    });
  }
  expect(tries()[0]).toMatchObject({ failed: true, facts: { 'error.type': expect.stringMatching(/^\w+$/) } });

  expect((await claim(await loggedInStaff(product.url, 'clerk1'), number)).status).toBe(303);
  const approver = await loggedInStaff(product.url, 'approver1');
  const decided = await approver.post(
    `/office/change-applications/${number}/decision`,
    { stepId: crypto.randomUUID(), round: '1', kind: 'approved' },
    caller(2),
  );
  expect(decided.status).toBe(303);
  const decision = await traced(2, DECIDED_BY, 'update decide', 'activity sendApplicationMail');
  const update = named(decision, 'update decide');
  expect(update.parentSpanId).toBe(named(decision, DECIDED_BY).spanId);
  for (const name of ['activity recordStep', 'activity applyChange', 'activity sendApplicationMail'])
    expect(named(decision, name).parentSpanId, name).toBe(update.spanId);
  expect(update.ended).toBeGreaterThanOrEqual(Math.floor(named(decision, 'activity recordStep').began));

  // As the worker that goes on with it does: what came with the trace changes nothing of what the workflow does.
  const connection = await Connection.connect({ address: product.environment.TEMPORAL_ADDRESS });
  const handle = new Client({ connection }).workflow.getHandle(changeApplicationWorkflowId(number));
  await Worker.runReplayHistory(
    { workflowBundle: { codePath: workflowBundlePath() }, sinks: traceSinks(undefined) },
    await handle.fetchHistory(),
  );
  await connection.close();

  expect(collector.text()).not.toMatch(
    new RegExp(
      [
        'canary',
        FAX,
        number,
        '20123456',
        'nihon',
        'clerk1',
        'approver1',
        '青凪',
        '\\.example',
        '127\\.0',
      ].join('|'),
    ),
  );
}, 60_000);

test('whether and where a trace goes on is said by a trusted proxy alone; the last spans of a process are delivered as it ends', async () => {
  const { url } = product;
  await fetch(`${url}/password-reissue`, { headers: caller(3, '00') });
  await fetch(`${url}/healthz`, { headers: caller(4) });
  await fetch(`${url}/no-such-page-canary`, { headers: caller(5), redirect: 'manual' });
  expect(named(await traced(5, 'GET none'), 'GET none').parentSpanId).toBe(CALLER);
  expect([...spansOf(3), ...spansOf(4)]).toEqual([]);

  const proxyless = await startWeb({ ...product.environment, TRUSTED_PROXIES: '' });
  await fetch(`${proxyless.url}/password-reissue?canary=2`, { headers: caller(6) });
  // Sooner than spans are sent by the clock: what is left is delivered at the end.
  expect(await ended(proxyless)).toBe('exit code 0');
  expect(spansOf(6)).toEqual([]);
  expect(named(collector.spans, 'GET /password-reissue')).not.toHaveProperty('parentSpanId');
});

test('a collector that does not answer, or is not there, delays nobody, nor the end of a process', async () => {
  const { db } = product.database;
  collector.mode = 'silent';
  const administrator = await loggedInUser(product.url, '201234568000');
  const number = await saveDraft(db, administrator, '201234568', { fax: FAX });
  const submitted = await administrator.post(`/change-applications/${number}/submission`, {}, caller(7));
  expect(submitted.status).toBe(303);
  await product.mail.waitForMail('daisuke.hayakawa@hotakami-seiki.example', { subject: number });
  await expect.poll(() => collector.unanswered()).toBeGreaterThan(1);
  for (const process of [product.web, product.worker]) {
    const asked = performance.now();
    expect(await ended(process)).toBe('exit code 0');
    expect(performance.now() - asked).toBeLessThan(8_000);
    expect(await process.log()).toContain('The collector does not take traces');
  }
  await collector.close();
  const web = await startWeb({ ...product.environment });
  expect((await fetch(`${web.url}/login`)).status).toBe(200);
  expect(await ended(web)).toBe('exit code 0');
}, 60_000);

test('without the address of a collector nothing of OpenTelemetry’s SDK is loaded', async () => {
  // prom-client brings the interface, which does nothing by itself.
  const loadedBy = async (process: TestProcess) =>
    new Set((await process.log()).match(/(?<=^loaded ).*/gm)?.filter((name) => !name.endsWith('/api')));
  expect(await loadedBy(product.web)).toContain('@opentelemetry/sdk-trace');
  expect(await loadedBy(product.worker)).toContain('@opentelemetry/exporter-trace-otlp-http');

  const environment = { ...product.environment, OTEL_EXPORTER_OTLP_ENDPOINT: '' };
  const [web, worker] = await Promise.all([startWeb(environment), startWorker(environment)]);
  await fetch(`${web.url}/login`, { headers: caller(8) });
  await expect.poll(() => worker.log()).toContain('"msg":"Working"');
  expect([...(await loadedBy(web)), ...(await loadedBy(worker))]).toEqual([]);
  expect(await web.log()).toContain('loaded @opentelemetry/api');
  await Promise.all([web.stop(), worker.stop()]);
});

/** How a process that is told to stop ends. */
function ended({ pid, ended }: TestProcess): Promise<string> {
  process.kill(pid, 'SIGTERM');
  return ended;
}
