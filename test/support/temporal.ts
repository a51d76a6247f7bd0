import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { type RunningTemporal, startTemporal } from '../../dev/temporal.ts';
import './environment.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A Temporal in which time is skipped while everybody waits; `teardown()` it. For the project `workflows`. */
export const timeSkippingEnvironment = () =>
  TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('testServer') } },
  });

export interface PrivateTemporal {
  /** host:port; stays the same over restarts. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  /** Ends it with -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again, at the same address and with the same data, after `kill` or `stop`. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** A development server of one's own, with a database file, that can be stopped, killed and started again. */
export async function startPrivateTemporal({ started = true } = {}): Promise<PrivateTemporal> {
  const folder = await temporaryFolder();
  const [port, uiPort] = [await freePort(), await freePort()];
  const start = () =>
    startTemporal({
      port,
      uiPort,
      databaseFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
      progress: console.log,
    });
  let running: RunningTemporal | undefined = started ? await start() : undefined;
  return {
    address: `127.0.0.1:${port}`,
    namespace: 'default',
    uiUrl: `http://127.0.0.1:${uiPort}`,
    kill: async () => running?.kill(),
    stop: async () => running?.stop(),
    async start() {
      running = await start();
    },
    async remove() {
      await running?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
