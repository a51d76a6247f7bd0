import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/client.ts';
import { requestWorkflowSignal, requestWorkflowStart } from '../../db/outbox.ts';
import { outbox } from '../../db/schema/index.ts';
import { changeApplicationResubmission, changeApplicationStart } from '../../workflows/change-application.ts';
import { emailVerificationStart } from '../../workflows/email-verification.ts';
import { servers, uniqueName } from '../support/environment.ts';
import { createTestDatabase, startPrivatePostgres, type TestDatabase } from '../support/postgres.ts';
import { startPrivateTemporal } from '../support/temporal.ts';
import { startTestRelay } from './bench.ts';

let connection: Connection;
let client: Client;
let database: TestDatabase;
beforeAll(async () => {
  const { address, namespace } = servers().temporal;
  connection = await Connection.connect({ address });
  client = new Client({ connection, namespace });
  database = await createTestDatabase();
});
afterAll(async () => {
  await connection?.close();
  await database?.drop();
});

const anyStart = () =>
  emailVerificationStart({ emailChangeId: randomUUID(), expiresAt: '2030-01-01T00:00:00.000Z' });
const applicationInput = () => ({
  applicationNumber: uniqueName('W'),
  insuredCode: '201234567',
  approvalsNeeded: 1 as const,
  dueAt: '2030-01-01T00:00:00.000Z',
  round: 1,
});

test('several relays deliver every row once, and a start that is asked for twice starts once', async () => {
  const { db, close } = connect(database.url);
  const taskQueue = uniqueName('relay');
  const starts = Array.from({ length: 60 }, anyStart);
  await db.transaction(async (tx) => {
    for (const start of [...starts, ...starts]) await requestWorkflowStart(tx, start);
  });
  const relays = [1, 2, 3].map(() => startTestRelay({ db, url: database.url }, client, taskQueue));
  await expect.poll(() => db.$count(outbox, isNull(outbox.deliveredAt)), { timeout: 15_000 }).toBe(0);
  for (const { attempts } of await db.select({ attempts: outbox.attempts }).from(outbox))
    expect(attempts).toBe(1);
  for (const { workflowId } of starts) {
    const { startTime } = await client.workflow.getHandle(workflowId).describe();
    expect(startTime).toBeInstanceOf(Date);
  }
  await Promise.all(relays.map((relay) => relay.stop()));
  await close();
});

test('a row is delivered within a moment of its commit, and not at all if it does not commit', async () => {
  const { db, close } = connect(database.url);
  const relay = startTestRelay({ db, url: database.url }, client, uniqueName('relay'), 60_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const lost = anyStart();
  await db
    .transaction(async (tx) => {
      await requestWorkflowStart(tx, lost);
      throw new Error('rolled back');
    })
    .catch(() => {});
  const start = anyStart();
  await db.transaction((tx) => requestWorkflowStart(tx, start));
  await expect
    .poll(() =>
      client.workflow
        .getHandle(start.workflowId)
        .describe()
        .catch(() => undefined),
    )
    .toBeTruthy();
  await expect(client.workflow.getHandle(lost.workflowId).describe()).rejects.toThrow();
  await relay.stop();
  await close();
});

test('a signal starts the workflow that does not run yet; a bad row holds up no other', async () => {
  const { db, close } = connect(database.url);
  const [bad] = await db.insert(outbox).values({ workflowType: '', workflowId: '', input: {} }).returning();
  const relay = startTestRelay({ db, url: database.url }, client, uniqueName('relay'));
  const signal = changeApplicationResubmission({ ...applicationInput(), round: 2 });
  await db.transaction((tx) => requestWorkflowSignal(tx, signal));
  await expect
    .poll(
      async () =>
        (await db.select().from(outbox).where(eq(outbox.workflowId, signal.workflowId)))[0]?.deliveredAt,
    )
    .toBeTruthy();
  const { events } = await client.workflow.getHandle(signal.workflowId).fetchHistory();
  expect(JSON.stringify(events?.map(({ eventType }) => eventType))).toContain('26');
  const [row] = await db
    .select()
    .from(outbox)
    .where(eq(outbox.outboxId, bad?.outboxId ?? 0n));
  expect(row).toMatchObject({ deliveredAt: null, lastError: expect.any(String) });
  await db.delete(outbox).where(isNull(outbox.deliveredAt));
  await relay.stop();
  await close();
});

test('what is asked for while Temporal or Postgres is down or restarts is delivered when both are back', async () => {
  const [temporal, postgres] = await Promise.all([
    startPrivateTemporal({ started: false }),
    startPrivatePostgres(),
  ]);
  const lazy = Connection.lazy({ address: temporal.address });
  const privateClient = new Client({ connection: lazy });
  const { db, close } = connect(postgres.url);
  const relay = startTestRelay({ db, url: postgres.url }, privateClient, uniqueName('relay'));
  const first = changeApplicationStart(applicationInput());
  await db.transaction((tx) => requestWorkflowStart(tx, first));
  await expect
    .poll(async () => (await db.select().from(outbox))[0]?.lastError, { timeout: 15_000 })
    .toBeTruthy();
  await temporal.start();
  const isThere = (workflowId: string) =>
    privateClient.workflow
      .getHandle(workflowId)
      .describe()
      .then(Boolean, () => false);
  await expect.poll(() => isThere(first.workflowId), { timeout: 20_000 }).toBe(true);

  await postgres.restart();
  const second = changeApplicationStart(applicationInput());
  await expect
    .poll(
      () =>
        db
          .transaction((tx) => requestWorkflowStart(tx, second))
          .then(
            () => true,
            () => false,
          ),
      { timeout: 15_000 },
    )
    .toBe(true);
  await expect.poll(() => isThere(second.workflowId), { timeout: 20_000 }).toBe(true);
  await relay.stop();
  await close();
  await lazy.close();
  await Promise.all([temporal.remove(), postgres.remove()]);
}, 90_000);
