import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uniqueName, workflowBundlePath } from '../support/environment.ts';
import { ask, fakeWorld, startApplication, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

test('claimed before its worker has begun with it, an application can be gone on with by another worker', async () => {
  const world = fakeWorld();
  world.dueAt = new Date((await environment.currentTimeMs()) + 30 * 24 * 60 * 60 * 1000);
  const { recordStep } = world.activities;
  // The look at the due date, which begins at the same moment, is over before.
  world.activities.recordStep = (step) => pause(200).then(() => recordStep(step));

  const queue = uniqueName('workflows');
  const application = await startApplication(environment, queue);
  const claimed = ask(application, world, 'claimed', 'clerk1');
  await withWorker(environment, world, async () => expect(await claimed).toBe('inReview'), queue);

  const history = await application.fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath() } }, history);
});
