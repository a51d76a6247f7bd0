import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { freePort } from '../ports.ts';
import { type RunningProgram, readyOrEnded, startProgram } from '../processes.ts';
import { waitFor } from '../wait-for.ts';
import { type FrontProxy, startProxy } from './proxy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ClusterOptions {
  /** What web and worker read; PORT and PUBLIC_URL are set here. */
  environment: NodeJS.ProcessEnv;
  /** For logs and the proxy's configuration; must be there. */
  folder: string;
  webs?: number;
  workers?: number;
}

/** One of the web or worker processes; the program behind it changes when it is replaced. */
interface Member {
  readonly name: string;
  /** Where it answers Prometheus. */
  readonly metrics: string;
  readonly program: RunningProgram;
  /** Ends it in an orderly way, a web server after the proxy has stopped asking it, and starts it anew. */
  replace(): Promise<void>;
  /** Ends it with -9. */
  kill(): Promise<void>;
  /** Starts it again after `kill`. */
  start(): Promise<void>;
}

export interface Cluster {
  /** The proxy's address. */
  readonly url: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly proxy: FrontProxy;
  /** host:port of each web server. */
  readonly servers: readonly string[];
  readonly webs: readonly Member[];
  readonly workers: readonly Member[];
  stop(): Promise<void>;
}

/** Milliseconds that a process is given to finish what it does before it is killed. */
const PATIENCE = 40_000;

/** Several web and worker processes behind one proxy, over servers that are there already. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, webs: webCount = 2, workers: workerCount = 2 } = options;
  const ports = await times(webCount, freePort);
  const servers = ports.map((port) => `127.0.0.1:${port}`);
  const port = await freePort();
  const environment = { ...options.environment, PUBLIC_URL: `http://127.0.0.1:${port}` };
  const own = await times(webCount, (index) =>
    startWeb(`web ${index + 1}`, ports[index] as number, environment, folder),
  );
  const proxy = await startProxy({ folder, port, servers });
  const webs = own.map((web, index) => drained(web, proxy, servers, servers[index] as string));
  const workers = await times(workerCount, (index) =>
    startWorker(`worker ${index + 1}`, environment, folder),
  );
  return {
    url: proxy.url,
    environment,
    proxy,
    servers,
    webs,
    workers,
    async stop() {
      await proxy.stop();
      await Promise.all([...webs, ...workers].map(({ program }) => program.stop(PATIENCE)));
    },
  };
}

function startWeb(
  name: string,
  port: number,
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<Member> {
  const url = `http://127.0.0.1:${port}`;
  return member(name, async (metricsPort) => {
    const own = { ...environment, ...metricsPort, PORT: String(port) };
    const program = await startRoom('web', name, own, folder);
    const ready = waitFor(async () => (await fetch(`${url}/readyz`)).ok, {
      timeout: 60_000,
      what: `${name} to be ready`,
    });
    await readyOrEnded(program, ready);
    return program;
  });
}

function startWorker(name: string, environment: NodeJS.ProcessEnv, folder: string): Promise<Member> {
  return member(name, async (metricsPort) => {
    const program = await startRoom('worker', name, { ...environment, ...metricsPort }, folder);
    const ready = waitFor(() => isPolling(environment, program.pid), {
      timeout: 60_000,
      every: 200,
      what: `${name} to ask for work`,
    });
    await readyOrEnded(program, ready);
    return program;
  });
}

/** Whether Temporal has been asked for work by this process; by its number the SDK calls a worker. */
async function isPolling(environment: NodeJS.ProcessEnv, pid: number): Promise<boolean> {
  const { TEMPORAL_ADDRESS: address = '127.0.0.1:7233', TEMPORAL_NAMESPACE: namespace = 'default' } =
    environment;
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: environment.TEMPORAL_TASK_QUEUE ?? 'madoguchi' },
      taskQueueType: WORKFLOW_TASKS,
    });
    return pollers?.some(({ identity }) => identity?.startsWith(`${pid}@`)) ?? false;
  } finally {
    await connection.close();
  }
}

/** Number of Temporal's TaskQueueType. */
const WORKFLOW_TASKS = 1;

/** Is asked nothing while it is replaced. */
const drained = (web: Member, proxy: FrontProxy, servers: string[], own: string): Member => ({
  ...web,
  get program() {
    return web.program;
  },
  async replace() {
    await proxy.serve(servers.filter((server) => server !== own));
    await web.replace();
    await proxy.serve(servers);
  },
});

async function member(
  name: string,
  startAt: (metricsPort: { METRICS_PORT: string }) => Promise<RunningProgram>,
): Promise<Member> {
  const port = String(await freePort());
  const start = () => startAt({ METRICS_PORT: port });
  let program = await start();
  return {
    name,
    metrics: `http://127.0.0.1:${port}/metrics`,
    get program() {
      return program;
    },
    kill: () => program.kill(),
    async start() {
      program = await start();
    },
    async replace() {
      await program.stop(PATIENCE);
      const ending = await program.ended;
      if (ending !== 'exit code 0') throw new Error(`${name} did not end in an orderly way: ${ending}`);
      program = await start();
    },
  };
}

const startRoom = (room: 'web' | 'worker', name: string, environment: NodeJS.ProcessEnv, folder: string) =>
  startProgram({
    name,
    command: process.execPath,
    args: [join(root, room, 'main.ts')],
    env: environment,
    cwd: root,
    logFile: join(folder, `${name.replace(' ', '-')}.log`),
  });

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
