import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latestSeal } from '../../db/access-event-seals.ts';
import { recordAccessEvents } from '../../db/events.ts';
import { changeApplications } from '../../db/schema/index.ts';
import { freePort } from '../../dev/ports.ts';
import { addMonths, historyMonth } from '../../domain/access-history-month.ts';
import { keepSchedules, scheduleId } from '../../worker/schedules.ts';
import { accessHistorySealing, accessHistoryUpkeep } from '../../workflows/access-history.ts';
import {
  changeApplication,
  changeApplicationStart,
  currentProgress,
} from '../../workflows/change-application.ts';
import { workflowReconciliation } from '../../workflows/reconciliation.ts';
import { insertApplication, insertStep } from '../activities/bench.ts';
import { recordHistory, textOf } from '../histories/record.ts';
import { waitFor } from '../support/wait-for.ts';
import { event } from '../web/access-history-fixtures.ts';
import { type Service, startService } from './bench.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  for (const schedule of [upkeep(), sealing(), reconciliation()]) await schedule.delete();
  await service?.end();
});

const log = pino({ level: 'silent' });
const keep = (client = service.client, signal = new AbortController().signal) =>
  keepSchedules({ client, taskQueue: service.taskQueue, log, signal, againAfter: 20 });
const scheduleOf = (workflowType: Parameters<typeof scheduleId>[0]) =>
  service.client.schedule.getHandle(scheduleId(workflowType, service.taskQueue));
const upkeep = () => scheduleOf('accessHistoryUpkeep');
const sealing = () => scheduleOf('accessHistorySealing');
const reconciliation = () => scheduleOf('workflowReconciliation');

type Recurring = typeof accessHistoryUpkeep | typeof accessHistorySealing | typeof workflowReconciliation;

/** A run of a schedule, the first unless said otherwise, once it is over. */
async function runOf<Run extends Recurring>(schedule: ReturnType<typeof upkeep>, _workflow: Run, nth = 1) {
  const run = await waitFor(
    async () => (await schedule.describe()).info.recentActions[nth - 1]?.action.workflow,
    { what: `run ${nth} of the schedule` },
  );
  const handle = service.client.workflow.getHandle<Run>(run.workflowId, run.firstExecutionRunId);
  return { result: await handle.result(), history: await handle.fetchHistory() };
}

test('several workers set the schedules up once; upkeep runs at once and every night, sealing every five minutes', async () => {
  const old = `${addMonths(historyMonth(new Date()), -20)}T00:00:00Z`;
  await recordAccessEvents(service.db, [event({ actorName: '金糸雀　鳴', at: new Date(old) }), event()]);
  await Promise.all([keep(), keep(), keep()]);
  expect(await upkeep().describe()).toMatchObject({
    spec: { calendars: [{ hour: [{ start: 3 }], minute: [{ start: 10 }] }], timezone: 'Asia/Tokyo' },
    action: { workflowType: 'accessHistoryUpkeep', taskQueue: service.taskQueue },
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
  });
  expect(await sealing().describe()).toMatchObject({
    spec: { intervals: [{ every: 300_000 }] },
    action: { workflowType: 'accessHistorySealing' },
  });

  const { result, history } = await runOf(upkeep(), accessHistoryUpkeep);
  expect(result).toMatchObject({ dropped: [historyMonth(new Date(old))] });
  expect(textOf(history)).not.toContain('金糸雀');
  await recordHistory('access-history-upkeep', history);
});

test('what was recorded is sealed, and the seal stands in the workflow’s result as well', async () => {
  await recordAccessEvents(service.db, [event({ actorName: '金糸雀　鳴' })]);
  await sealing().trigger();
  const { result, history } = await runOf(sealing(), accessHistorySealing);
  const seal = await latestSeal(service.db);
  expect(result).toEqual({ events: 1, seals: 1, head: `${seal?.sealId}:${seal?.hash}` });
  expect(textOf(history)).not.toContain('金糸雀');
  await recordHistory('access-history-sealing', history);
});

test('every two minutes a workflow that knows less than the database is started anew', async () => {
  const { db, client, taskQueue } = service;
  const applicationNumber = await insertApplication(service);
  const dueAt = new Date(Date.now() + 86_400_000).toISOString();
  const input = { applicationNumber, insuredCode: '201234567', approvalsNeeded: 1 as const, dueAt, round: 1 };
  const { workflowId } = changeApplicationStart(input);
  await client.workflow.start(changeApplication, { workflowId, taskQueue, args: [input] });
  const progress = () => client.workflow.getHandle(workflowId).query(currentProgress);
  await expect.poll(progress).toMatchObject({ stage: 'received' });

  await insertStep(service, applicationNumber, {
    kind: 'claimed',
    actorId: 'clerk1',
    recordedAt: new Date(),
  });
  await db
    .update(changeApplications)
    .set({ stage: 'inReview', assigneeId: 'clerk1' })
    .where(eq(changeApplications.applicationNumber, applicationNumber));
  expect(await reconciliation().describe()).toMatchObject({ spec: { intervals: [{ every: 120_000 }] } });
  await reconciliation().trigger();
  const { result, history } = await runOf(reconciliation(), workflowReconciliation);
  expect(result).toMatchObject({ right: 0, startedAnew: 1, started: 0, ended: 0, unanswered: 0 });
  await expect.poll(progress).toMatchObject({ stage: 'inReview' });
  expect(textOf(history)).not.toContain('aonagi');
  await recordHistory('workflow-reconciliation', history);

  await reconciliation().update((schedule) => ({
    ...schedule,
    spec: { intervals: [{ every: '1 second' }] },
  }));
  const second = await runOf(reconciliation(), workflowReconciliation, 2);
  expect(second.result).toMatchObject({ right: 1, startedAnew: 0 });
  const third = await runOf(reconciliation(), workflowReconciliation, 3);
  const since = new Date(Date.parse(second.result.until) - 15 * 60_000).toISOString();
  expect(textOf(third.history), 'goes on where the one before stopped').toContain(since);
  await client.workflow.getHandle(workflowId).terminate();
});

test('a new version of the worker brings its own times, and what an operator paused stays so', async () => {
  await sealing().update((schedule) => ({ ...schedule, spec: { intervals: [{ every: '7 hours' }] } }));
  await sealing().pause('an operator’s reason');
  // Temporal takes changes of a schedule one after the other, and answers before it has.
  const standing = () => sealing().describe();
  const state = { paused: true, note: 'an operator’s reason' };
  await expect.poll(standing).toMatchObject({ spec: { intervals: [{ every: 25_200_000 }] }, state });
  await keep();
  await expect.poll(standing).toMatchObject({ spec: { intervals: [{ every: 300_000 }] }, state });
  expect((await upkeep().describe()).info.recentActions, 'not run once more').toHaveLength(1);
});

test('while Temporal is away it is tried again, until the worker stops', async () => {
  const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}`, connectTimeout: 100 });
  const stopping = new AbortController();
  let over = false;
  const keeping = keep(new Client({ connection }), stopping.signal).then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  stopping.abort();
  await keeping;
  await connection.close();
});
