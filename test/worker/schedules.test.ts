import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latestSeal } from '../../db/access-event-seals.ts';
import { recordAccessEvents } from '../../db/events.ts';
import { freePort } from '../../dev/ports.ts';
import { addMonths, historyMonth } from '../../domain/access-history-month.ts';
import { keepSchedules, scheduleId } from '../../worker/schedules.ts';
import { accessHistorySealing, accessHistoryUpkeep } from '../../workflows/access-history.ts';
import { recordHistory, textOf } from '../histories/record.ts';
import { waitFor } from '../support/wait-for.ts';
import { event } from '../web/access-history-fixtures.ts';
import { type Service, startService } from './bench.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await upkeep().delete();
  await sealing().delete();
  await service?.end();
});

const log = pino({ level: 'silent' });
const keep = (client = service.client, signal = new AbortController().signal) =>
  keepSchedules({ client, taskQueue: service.taskQueue, log, signal, againAfter: 20 });
const upkeep = () => service.client.schedule.getHandle(scheduleId('accessHistoryUpkeep', service.taskQueue));
const sealing = () =>
  service.client.schedule.getHandle(scheduleId('accessHistorySealing', service.taskQueue));

/** The first run of a schedule, once it is over. */
async function firstRun(
  schedule: ReturnType<typeof upkeep>,
  workflow: typeof accessHistoryUpkeep | typeof accessHistorySealing,
) {
  const run = await waitFor(async () => (await schedule.describe()).info.recentActions[0]?.action.workflow, {
    what: 'the schedule’s first run',
  });
  const handle = service.client.workflow.getHandle<typeof workflow>(run.workflowId, run.firstExecutionRunId);
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

  const { result, history } = await firstRun(upkeep(), accessHistoryUpkeep);
  expect(result).toMatchObject({ dropped: [historyMonth(new Date(old))] });
  expect(textOf(history)).not.toContain('金糸雀');
  await recordHistory('access-history-upkeep', history);
});

test('what was recorded is sealed, and the seal stands in the workflow’s result as well', async () => {
  await recordAccessEvents(service.db, [event({ actorName: '金糸雀　鳴' })]);
  await sealing().trigger();
  const { result, history } = await firstRun(sealing(), accessHistorySealing);
  const seal = await latestSeal(service.db);
  expect(result).toEqual({ events: 1, seals: 1, head: `${seal?.sealId}:${seal?.hash}` });
  expect(textOf(history)).not.toContain('金糸雀');
  await recordHistory('access-history-sealing', history);
});

test('a new version of the worker brings its own times, and what an operator paused stays so', async () => {
  await sealing().update((schedule) => ({ ...schedule, spec: { intervals: [{ every: '7 hours' }] } }));
  await sealing().pause('an operator’s reason');
  await keep();
  expect(await sealing().describe()).toMatchObject({
    spec: { intervals: [{ every: 300_000 }] },
    state: { paused: true, note: 'an operator’s reason' },
  });
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
