import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PasswordMailKind, passwordMailStart } from '../../workflows/password-mail.ts';
import { fakeWorld, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

/** As the relay starts it. */
async function start(taskQueue: string, kind: PasswordMailKind) {
  const { workflowType, workflowId, input } = passwordMailStart({ passwordMailId: randomUUID(), kind });
  return environment.client.workflow.start(workflowType, { taskQueue, workflowId, args: [input] });
}

test.each<[PasswordMailKind, string]>([
  ['reissue', 'passwordReissue'],
  ['initial', 'initialPassword'],
  ['reset', 'initialPassword'],
  ['staffInitial', 'staffPassword'],
  ['staffReset', 'staffPassword'],
])('%s: one mail, and it is over', async (kind, workflowType) => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue, kind);
    expect(await workflow.result()).toBe('sent');
    const { searchAttributes, type } = await workflow.describe();
    expect(searchAttributes).toEqual({ Stage: ['sent'] });
    expect(type).toBe(workflowType);
  });
  expect(world.mails).toEqual(['password']);
});

test('a password that is not wanted any more is not mailed', async () => {
  const world = fakeWorld();
  world.passwordMail = 'superseded';
  await withWorker(environment, world, async (queue) => {
    expect(await (await start(queue, 'reset')).result()).toBe('superseded');
  });
});

test('a mail server that is away for hours delays the mail; after a day it is given up', async () => {
  const world = fakeWorld();
  world.passwordMail = 'refused';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue, 'reissue');
    expect(await workflow.result()).toBe('expired');
  });
  const [first, ...further] = world.passwordTries;
  const last = further.at(-1);
  const hours = (Number(last) - Number(first)) / 3_600_000;
  expect(hours).toBeGreaterThan(23.5);
  expect(hours).toBeLessThanOrEqual(24);
  expect(further.length, 'tries, a minute apart').toBeGreaterThan(1_300);
}, 120_000);

test('a mail server that comes back in between gets the mail', async () => {
  const world = fakeWorld();
  world.passwordMail = 'refused';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue, 'reissue');
    await environment.sleep('20 minutes');
    expect((await workflow.describe()).searchAttributes).toEqual({ Stage: ['sending'] });
    world.passwordMail = 'sent';
    expect(await workflow.result()).toBe('sent');
  });
  expect(world.mails).toEqual(['password']);
});
