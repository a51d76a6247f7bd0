import { defineConfig } from 'vitest/config';

const SERVERS = './test/support/global-setup.ts';
const seconds = (count: number) => count * 1_000;

/** Groups run one after the other: a browser or a killed server must not slow down, or be slowed down by, other tests. */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test/output/results.json' }]],
    pool: 'forks',
    // What is waited for comes when it comes: a busy machine is no failure.
    expect: { poll: { timeout: seconds(15) } },
    projects: [
      {
        extends: true,
        test: {
          name: 'domain',
          include: ['test/domain/**/*.test.ts'],
          testTimeout: seconds(30),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'workflows',
          maxWorkers: 2,
          include: ['test/workflows/**/*.test.ts'],
          globalSetup: './test/support/workflow-setup.ts',
          testTimeout: seconds(30),
          hookTimeout: seconds(60),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          maxWorkers: 2,
          include: ['test/{web,activities,worker}/**/*.test.ts', 'test/support/servers.test.ts'],
          globalSetup: SERVERS,
          testTimeout: seconds(20),
          hookTimeout: seconds(60),
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts', 'test/support/browser.test.ts'],
          globalSetup: SERVERS,
          testTimeout: seconds(90),
          hookTimeout: seconds(120),
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          // Each file has servers of its own, and mostly waits for what a fault holds up.
          maxWorkers: 2,
          include: ['test/faults/**/*.test.ts'],
          globalSetup: './test/support/workflow-setup.ts',
          testTimeout: seconds(120),
          hookTimeout: seconds(120),
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: seconds(600),
          hookTimeout: seconds(120),
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
