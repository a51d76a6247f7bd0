import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addBusinessDays,
  dueAfterBusinessDays,
  isBusinessDay,
  noClosingDays,
} from '../../domain/business-days.ts';
import { addDays, dateInTokyo, nineInTokyo } from '../../domain/calendar-date.ts';
import { received } from '../../domain/change-application.ts';
import { resubmitted } from '../../workflows/change-application.ts';
import type { dueAlertMails } from '../../workflows/due-alert.ts';
import { decideRegistration, registrationStart } from '../../workflows/registration.ts';
import { recordHistory } from '../histories/record.ts';
import { uniqueName } from '../support/environment.ts';
import {
  type Application,
  ask,
  fakeWorld,
  startApplication,
  startEnvironment,
  type World,
  withWorker,
} from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

const present = async () => new Date(await environment.currentTimeMs());

/** As 申込む sets it, so many business days from the environment's present. */
async function due(world: World, days: number) {
  world.dueAt = dueAfterBusinessDays(await present(), days, noClosingDays);
  const dueOn = dateInTokyo(world.dueAt);
  let before = addDays(dueOn, -1);
  while (!isBusinessDay(before, noClosingDays)) before = addDays(before, -1);
  return { reminder: nineInTokyo(before), escalation: nineInTokyo(addBusinessDays(dueOn, 1, noClosingDays)) };
}

/** Skips time until then and a little more; the test server's timers may be late by as much. */
const skipPast = async (moment: Date) =>
  environment.sleep(moment.getTime() - (await environment.currentTimeMs()) + 60_000);

const told = ({ told }: World) => told.map(({ kind, to }) => `${kind} ${to}`);

function expectAt(world: World, kind: string, moment: Date) {
  const late = Number(world.told.find((one) => one.kind === kind)?.at) - moment.getTime();
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(60_000);
}

/** Ends it: a terminated workflow's pending activity would stop the test server's time for the tests that follow. */
async function withdraw(application: Application, world: World) {
  await ask(application, world, 'withdrawn', '201234567000');
  expect(await application.result()).toBe('withdrawn');
}

test('whoever works on it is reminded the business day before, the supervisors are told the business day after', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const { reminder, escalation } = await due(world, 3);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await environment.sleep(reminder.getTime() - (await environment.currentTimeMs()) - 60_000);
    expect(told(world)).toEqual([]);
    await skipPast(reminder);
    expect(told(world)).toEqual(['dueSoon clerk1']);
    await skipPast(escalation);
    expect(told(world)).toEqual(['dueSoon clerk1', 'overdue supervisors']);
    expectAt(world, 'dueSoon', reminder);
    expectAt(world, 'overdue', escalation);
    await environment.sleep('30 days');
    expect(world.told).toHaveLength(2);
    await ask(application, world, 'approved', 'approver1');
    expect(await application.result()).toBe('applied');
    await recordHistory('change-application-told-of-its-due-date', await application.fetchHistory());
  });
});

test('what is decided before the reminder is nobody’s concern any more', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const { escalation } = await due(world, 3);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    const effectiveOn = addDays(dateInTokyo(escalation), 10);
    await ask(application, world, 'approved', 'approver1', { effectiveOn });
    await skipPast(escalation);
    expect(told(world)).toEqual([]);
    expect(world.looks).toBe(1);
    expect(await application.result()).toBe('applied');
  });
});

test('a second approval that does not come is told of as well', async () => {
  const world = fakeWorld({ approvalsNeeded: 2 });
  await withWorker(environment, world, async (queue) => {
    const { escalation } = await due(world, 2);
    const application = await startApplication(environment, queue, { approvalsNeeded: 2 });
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'approved', 'approver1');
    await skipPast(escalation);
    expect(told(world)).toEqual(['dueSoon clerk1', 'overdue supervisors']);
    await ask(application, world, 'withdrawn', '201234567000');
    await application.result();
  });
});

test('while it is with the applicant nobody is told; resubmitted, its new due date counts', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const first = await due(world, 3);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'returned', 'clerk1');
    await skipPast(first.escalation);
    expect(told(world)).toEqual([]);
    const second = await due(world, 2);
    world.application = received(2, 1);
    await application.signal(resubmitted, {
      round: 2,
      approvalsNeeded: 1,
      dueAt: String(world.dueAt?.toISOString()),
    });
    await skipPast(second.escalation);
    expect(told(world)).toEqual(['dueSoon supervisors', 'overdue supervisors']);
    expectAt(world, 'dueSoon', second.reminder);
    expectAt(world, 'overdue', second.escalation);
    await withdraw(application, world);
  });
});

test('who gets it from a colleague before the reminder is reminded in their place, who gets it after is reminded at once', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const { reminder, escalation } = await due(world, 3);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    await ask(application, world, 'handedOver', 'clerk1', { handedTo: 'clerk2' });
    await skipPast(reminder);
    expect(told(world)).toEqual(['dueSoon clerk2']);
    await ask(application, world, 'handedOver', 'clerk2', { handedTo: 'approver1' });
    await expect.poll(() => told(world)).toEqual(['dueSoon clerk2', 'dueSoon approver1']);
    await ask(application, world, 'released', 'approver1');
    await expect.poll(() => told(world)[2]).toEqual('dueSoon supervisors');
    await skipPast(escalation);
    expect(told(world).slice(3)).toEqual(['overdue supervisors']);
    await withdraw(application, world);
  });
});

test('a due date that moves while it is waited for is waited for anew', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const first = await due(world, 2);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    const second = await due(world, 6);
    await skipPast(first.escalation);
    expect(told(world)).toEqual([]);
    await skipPast(second.reminder);
    expectAt(world, 'dueSoon', second.reminder);
    await withdraw(application, world);
  });
});

test('operators read what comes next', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const { reminder, escalation } = await due(world, 3);
    const application = await startApplication(environment, queue);
    await ask(application, world, 'claimed', 'clerk1');
    const details = async () =>
      (await application.query<{ currentDetails: string }, []>('__temporal_workflow_metadata'))
        .currentDetails;
    const written = (moment: Date) => `${dateInTokyo(moment).replaceAll('-', '/')} 09:00 (Tokyo)`;
    expect(await details()).toContain(`Staff are reminded on ${written(reminder)}`);
    await skipPast(reminder);
    expect(await details()).toContain(`the supervisors are told on ${written(escalation)}`);
    await ask(application, world, 'returned', 'clerk1');
    expect(await details()).not.toContain('told on');
    await withdraw(application, world);
  });
});

test('a registration’s due date is told of likewise, until it is decided', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const { reminder, escalation } = await due(world, 5);
    const { workflowType, workflowId, input } = registrationStart({
      registrationNumber: uniqueName('R'),
      dueAt: String(world.dueAt?.toISOString()),
    });
    const running = await environment.client.workflow.start(workflowType, {
      taskQueue: queue,
      workflowId,
      args: [input],
    });
    await skipPast(reminder);
    expect(told(world)).toEqual(['dueSoon supervisors']);
    for (const kind of ['claimed', 'rejected'] as const) {
      const command = { kind, actorId: 'approver1', stepId: crypto.randomUUID() };
      world.registrationCommands.set(command.stepId, command);
      await running.executeUpdate(decideRegistration, { args: [command], updateId: command.stepId });
    }
    await skipPast(escalation);
    expect(await running.result()).toBe('rejected');
    await recordHistory('registration-told-of-its-due-date', await running.fetchHistory());
    expect(told(world)).toEqual(['dueSoon supervisors']);
  });
});

test('all alerts of the same minutes leave in one mail for each person, also where one is refused', async () => {
  const world = fakeWorld();
  world.recipients = ['clerk1', 'supervisor1'];
  await withWorker(environment, world, async (taskQueue) => {
    const sendAt = new Date((await environment.currentTimeMs()) + 330_000);
    const running = await environment.client.workflow.start<typeof dueAlertMails>('dueAlertMails', {
      taskQueue,
      workflowId: uniqueName('due-alerts'),
      args: [{ digest: '20261125-0900', sendAt: sendAt.toISOString() }],
    });
    expect(await running.result()).toBe(2);
    expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(sendAt.getTime());
    await recordHistory('due-alerts-mailed', await running.fetchHistory());
  });
  expect(world.mails.sort()).toEqual(['due dates to clerk1', 'due dates to supervisor1']);
});
