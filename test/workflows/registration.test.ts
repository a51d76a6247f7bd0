import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RegistrationCommand } from '../../domain/registration.ts';
import {
  decideRegistration,
  type registration,
  registrationProgress,
  registrationStart,
} from '../../workflows/registration.ts';
import { uniqueName } from '../support/environment.ts';
import { fakeWorld, refusalOfUpdate, startEnvironment, type World, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

type Running = WorkflowHandle<typeof registration>;

async function start(taskQueue: string): Promise<Running> {
  const { workflowType, workflowId, input } = registrationStart({
    registrationNumber: uniqueName('R'),
    dueAt: '2026-11-27T08:00:00.000Z',
  });
  const handle = await environment.client.workflow.start(workflowType, {
    taskQueue,
    workflowId,
    args: [input],
  });
  return handle as unknown as Running;
}

/** As the web does: first the step's row, then the update of the same ID. */
function ask(
  running: Running,
  world: World,
  kind: RegistrationCommand['kind'],
  actorId = 'approver1',
  further: Partial<RegistrationCommand> = {},
) {
  const command = { kind, actorId, stepId: crypto.randomUUID(), ...further };
  world.registrationCommands.set(command.stepId, command);
  return running.executeUpdate(decideRegistration, { args: [command], updateId: command.stepId });
}

test('approved and its letter posted, a registration is complete; receipt and notice of the posting went out', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    expect(await ask(running, world, 'claimed', 'clerk1')).toBe('inReview');
    expect(await ask(running, world, 'approved')).toBe('approved');
    expect(await running.query(registrationProgress)).toEqual({
      stage: 'approved',
      assigneeId: 'clerk1',
      insuredCode: '300000001',
    });
    expect(await ask(running, world, 'posted', 'clerk1')).toBe('registered');
    expect(await running.result()).toBe('registered');
  });
  expect(world.mails).toEqual(['receipt', 'posted']);
});

test('a rejected registration ends with the mail that says why', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await ask(running, world, 'claimed', 'clerk1');
    expect(await ask(running, world, 'rejected')).toBe('rejected');
    expect(await running.result()).toBe('rejected');
  });
  expect(world.mails).toEqual(['receipt', 'rejected']);
});

test('a letter may take its time: nothing expires while it waits for the post', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await environment.sleep('200 days');
    await ask(running, world, 'claimed', 'clerk1');
    await ask(running, world, 'approved');
    await environment.sleep('100 days');
    expect((await running.query(registrationProgress)).stage).toBe('approved');
    await ask(running, world, 'posted', 'clerk1');
    expect(await running.result()).toBe('registered');
  });
});

test('what does not fit the stage is refused by name', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    expect(await refusalOfUpdate(ask(running, world, 'approved'))).toBe('notClaimed');
    expect(await refusalOfUpdate(ask(running, world, 'posted'))).toBe('notApproved');
    await ask(running, world, 'claimed', 'clerk1');
    expect(await refusalOfUpdate(ask(running, world, 'claimed', 'clerk2'))).toBe('alreadyClaimed');
    expect(await refusalOfUpdate(ask(running, world, 'posted'))).toBe('notApproved');
    await ask(running, world, 'approved');
    expect(await refusalOfUpdate(ask(running, world, 'rejected'))).toBe('alreadyDecided');
    await ask(running, world, 'posted', 'clerk1');
    await running.result();
  });
  expect(world.mails).toEqual(['receipt', 'posted']);
});

test('it changes hands by who has it or who oversees them, until it is decided', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await ask(running, world, 'claimed', 'clerk1');
    expect(await ask(running, world, 'released', 'clerk1')).toBe('received');
    expect(await refusalOfUpdate(ask(running, world, 'released', 'clerk1'))).toBe('notClaimed');
    await ask(running, world, 'claimed', 'clerk2');
    const toClerk1 = { handedTo: 'clerk1' };
    expect(await refusalOfUpdate(ask(running, world, 'handedOver', 'clerk1', toClerk1))).toBe('notYours');
    await ask(running, world, 'handedOver', 'supervisor1', { ...toClerk1, oversees: true });
    expect((await running.query(registrationProgress)).assigneeId).toBe('clerk1');
    await ask(running, world, 'rejected');
    await running.result();
  });
});

test('what the database forbids did not happen: the registration stays in review and can be rejected', async () => {
  const world = fakeWorld();
  world.obstacleToApproval = 'hasAdministrator';
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await ask(running, world, 'claimed', 'clerk1');
    expect(await refusalOfUpdate(ask(running, world, 'approved'))).toBe('hasAdministrator');
    expect((await running.query(registrationProgress)).stage).toBe('inReview');
    expect(await ask(running, world, 'rejected')).toBe('rejected');
    await running.result();
  });
});

test('of an approval and a rejection at once exactly one wins', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await ask(running, world, 'claimed', 'clerk1');
    const outcomes = await Promise.allSettled([
      ask(running, world, 'approved', 'approver1'),
      ask(running, world, 'rejected', 'approver2'),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    if (world.registration === 'approved') await ask(running, world, 'posted');
    await running.result();
  });
  expect(world.recorded).toHaveLength(world.registration === 'registered' ? 3 : 2);
});

test('the same approval sent twice acts once, and a mail server that is away delays nobody', async () => {
  const world = fakeWorld();
  let away = true;
  const { sendRegistrationMail } = world.activities;
  world.activities.sendRegistrationMail = async (mail) => {
    if (away) throw new Error('away');
    await sendRegistrationMail(mail);
  };
  await withWorker(environment, world, async (queue) => {
    const running = await start(queue);
    await ask(running, world, 'claimed', 'clerk1');
    const command = { kind: 'approved', actorId: 'approver1', stepId: crypto.randomUUID() } as const;
    world.registrationCommands.set(command.stepId, command);
    const send = () =>
      running.executeUpdate(decideRegistration, { args: [command], updateId: command.stepId });
    expect(await Promise.all([send(), send()])).toEqual(['approved', 'approved']);
    expect(await ask(running, world, 'posted')).toBe('registered');
    expect(world.mails).toEqual([]);
    away = false;
    await running.result();
  });
  expect(world.recorded).toHaveLength(3);
  expect(world.mails).toEqual(['receipt', 'posted']);
});
