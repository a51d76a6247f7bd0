import { readdir } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { readHistory } from '../histories/record.ts';
import { workflowBundlePath } from '../support/environment.ts';

const folder = new URL('../histories/', import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));

test.each([
  'access-history',
  'change-application',
  'due-alerts',
  'email-verification',
  'password',
  'registration',
])('there is a history of %s', (workflow) => {
  expect(names.join()).toContain(workflow);
});

test.each(names)('running cases go on after an update of the workflows: %s', async (name) => {
  const history = await readHistory(new URL(name, folder));
  await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath() } }, history);
});
