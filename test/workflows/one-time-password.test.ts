import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneTimePasswordStart } from '../../workflows/one-time-password.ts';
import { fakeWorld, startEnvironment, type World, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

/** As the relay starts it. */
async function outcomeIn(world: World) {
  const outcomes: unknown[] = [];
  await withWorker(environment, world, async (taskQueue) => {
    const { workflowType, workflowId, input } = oneTimePasswordStart({ oneTimePasswordId: randomUUID() });
    const options = { taskQueue, workflowId, args: [input] };
    const workflow = await environment.client.workflow.start(workflowType, options);
    outcomes.push(await workflow.result(), (await workflow.describe()).searchAttributes.Stage);
  });
  return outcomes;
}

test('one mail, and it is over', async () => {
  const world = fakeWorld();
  expect(await outcomeIn(world)).toEqual(['sent', ['sent']]);
  expect(world.mails).toEqual(['code']);
});

test('what is not wanted any more ends it', async () => {
  const world = fakeWorld();
  world.passwordMail = 'superseded';
  expect(await outcomeIn(world)).toEqual(['superseded', ['superseded']]);
});

test('a mail server that is away is asked for ten minutes, every ten seconds at least, then never again', async () => {
  const world = fakeWorld();
  world.passwordMail = 'refused';
  expect(await outcomeIn(world)).toEqual(['expired', ['expired']]);
  const [first, ...others] = world.passwordTries;
  const last = others.at(-1);
  expect((last?.getTime() ?? 0) - (first?.getTime() ?? 0)).toBeGreaterThan(9 * 60_000);
  expect((last?.getTime() ?? 0) - (first?.getTime() ?? 0)).toBeLessThanOrEqual(10 * 60_000);
  expect(world.passwordTries.length).toBeGreaterThan(55);
});
