import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noticeStart } from '../../workflows/notice.ts';
import { fakeWorld, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

/** As the relay starts it. */
async function start(taskQueue: string) {
  const { workflowType, workflowId, input } = noticeStart({ noticeId: randomUUID() });
  return environment.client.workflow.start(workflowType, { taskQueue, workflowId, args: [input] });
}

test('one mail, and it is over', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue);
    expect(await workflow.result()).toBe('sent');
    expect((await workflow.describe()).searchAttributes).toEqual({ Stage: ['sent'] });
  });
  expect(world.mails).toEqual(['notice of an act']);
});

test('a mail server that is away for a day costs a day and no mail', async () => {
  const world = fakeWorld();
  world.notice = 'notAccepted';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue);
    await environment.sleep('25 hours');
    expect((await workflow.describe()).searchAttributes).toEqual({ Stage: ['sending'] });
    world.notice = 'sent';
    expect(await workflow.result()).toBe('sent');
  });
  expect(world.noticeTries, 'tries, a minute apart').toBeGreaterThan(1_400);
  expect(world.mails).toEqual(['notice of an act']);
}, 120_000);

test('a recipient whom the mail server refuses for good is given up, and the operator sees it', async () => {
  const world = fakeWorld();
  world.notice = 'refused';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(queue);
    expect(await workflow.result()).toBe('refused');
    expect((await workflow.describe()).searchAttributes).toEqual({ Stage: ['refused'] });
  });
  expect(world.mails).toEqual([]);
});
