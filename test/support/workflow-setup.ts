import type { TestProject } from 'vitest/node';
import { findTestServer } from '../../dev/programs.ts';
import { bundleOnce } from './bundle.ts';
import './environment.ts';

/** Before workflow tests: the time-skipping server's program and the workflows' bundle. */
export default async function setup(project: TestProject) {
  const [testServer, workflowBundle] = await Promise.all([findTestServer(console.log), bundleOnce()]);
  project.provide('testServer', testServer);
  project.provide('workflowBundle', workflowBundle);
}
