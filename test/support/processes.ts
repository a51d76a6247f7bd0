import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../dev/ports.ts';
import { type RunningProgram, readyOrEnded, startProgram } from '../../dev/processes.ts';
import { uniqueName } from './environment.ts';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TestProcess extends RunningProgram {
  /** Everything it wrote so far. */
  log(): Promise<string>;
}

export interface WebProcess extends TestProcess {
  /** http://127.0.0.1:PORT */
  readonly url: string;
}

/** What web and worker have in common; see the README for all the variables. */
export interface ServiceEnvironment {
  DATABASE_URL: string;
  TEMPORAL_ADDRESS: string;
  TEMPORAL_TASK_QUEUE: string;
  [variable: string]: string;
}

/** Runs the real web server as a process of its own; resolves once it answers `/readyz` (or `/healthz`). */
export async function startWeb(
  environment: ServiceEnvironment,
  { until = 'readyz' }: { until?: 'readyz' | 'healthz' } = {},
): Promise<WebProcess> {
  const port = environment.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const web = await start('web', { PUBLIC_URL: url, ...environment, PORT: port });
  const ready = waitFor(async () => (await fetch(`${url}/${until}`)).ok, {
    timeout: 30_000,
    what: `the web server to answer /${until}`,
  });
  await readyOrEnded(web, ready);
  return { ...web, url };
}

/**
 * Runs the real worker as a process of its own. It is ready when Temporal lists it as a poller of its task queue, which
 * is not waited for: work that is given to the queue waits for it.
 */
export const startWorker = (environment: ServiceEnvironment): Promise<TestProcess> =>
  start('worker', environment);

async function start(room: 'web' | 'worker', environment: Record<string, string>): Promise<TestProcess> {
  const folder = join(root, 'test/output/logs');
  await mkdir(folder, { recursive: true });
  const logFile = join(folder, `${uniqueName(room)}.log`);
  const program = await startProgram({
    name: room,
    command: process.execPath,
    args: [join(root, room, 'main.ts')],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', ...environment },
    cwd: root,
    logFile,
  });
  return { ...program, log: () => readFile(logFile, 'utf8') };
}
