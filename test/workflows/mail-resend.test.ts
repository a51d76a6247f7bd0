import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailResendStart } from '../../workflows/mail-resend.ts';
import { fakeWorld, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

test('a mail is sent once more, and the operator sees that it was', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (taskQueue) => {
    const { workflowType, workflowId, input } = mailResendStart({ resendId: randomUUID() });
    const workflow = await environment.client.workflow.start(workflowType, {
      taskQueue,
      workflowId,
      args: [input],
    });
    expect(await workflow.result()).toBe('sent');
    expect((await workflow.describe()).searchAttributes).toEqual({ Stage: ['sent'] });
  });
  expect(world.mails).toEqual(['once more']);
});
