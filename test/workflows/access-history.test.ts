import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessHistorySealing, accessHistoryUpkeep } from '../../workflows/access-history.ts';
import { uniqueName } from '../support/environment.ts';
import { fakeWorld, startEnvironment, withWorker } from './bench.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment?.teardown());

const start = (workflow: typeof accessHistoryUpkeep | typeof accessHistorySealing, taskQueue: string) =>
  environment.client.workflow.start(workflow, { taskQueue, workflowId: uniqueName('history'), args: [] });

test('once a day months are made, leftovers go, and what is past retention is dropped once all of it is sealed', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(accessHistoryUpkeep, queue);
    expect(await workflow.result()).toMatchObject({ made: ['2027-01-01'], dropped: ['2019-11-01'] });
  });
  expect(world.historySteps).toEqual(['make months', 'remove leftovers', 'seal', 'drop months']);
});

test('an export that takes long delays the dropping, and nothing else', async () => {
  const world = fakeWorld();
  world.historyInUse = 'somebody reads';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(accessHistoryUpkeep, queue);
    await environment.sleep('3 hours');
    expect(world.historySteps.slice(0, 3)).toEqual(['make months', 'remove leftovers', 'seal']);
    expect(world.historySteps.length, 'tries, five minutes apart at most').toBeGreaterThan(36);
    world.historyInUse = undefined;
    expect(await workflow.result()).toMatchObject({ dropped: ['2019-11-01'] });
  });
});

test('what cannot be dropped all day is left for tomorrow', async () => {
  const world = fakeWorld();
  world.historyInUse = 'somebody reads';
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(accessHistoryUpkeep, queue);
    await environment.sleep('19 hours');
    await expect(workflow.result()).rejects.toThrow();
  });
});

test('sealing says in its result up to which seal, which is in no hands of the database’s', async () => {
  const world = fakeWorld();
  await withWorker(environment, world, async (queue) => {
    const workflow = await start(accessHistorySealing, queue);
    expect(await workflow.result()).toMatchObject({ head: `1:${'ab'.repeat(32)}` });
  });
});
