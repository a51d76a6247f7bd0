import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { registerSearchAttributes } from '../../worker/search-attributes.ts';
import { isFree } from '../ports.ts';
import { type RunningProgram, readyOrEnded, startProgram } from '../processes.ts';
import type { Progress } from '../programs.ts';
import { waitFor } from '../wait-for.ts';
import { findTemporalPrograms, type TemporalPrograms } from './temporal-programs.ts';

const run = promisify(execFile);

/** A role of Postgres that owns the two databases, and where they are. */
export interface TemporalDatabases {
  port: number;
  user: string;
  password: string;
  /** Names of the databases. */
  store: string;
  visibility: string;
}

export interface TemporalServer {
  /** host:port for clients; stays the same over restarts. */
  readonly address: string;
  readonly program: RunningProgram;
  /** Ends it with -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again after `kill` or `stop`. */
  start(): Promise<void>;
}

/** Can never be changed once there is data; 4 is enough for a rehearsal, 512 is what a cluster that is to grow takes. */
const HISTORY_SHARDS = 4;
const NAMESPACE = 'default';
const KEPT_DAYS = 90;
/** The one that the containers use. */
const dynamicConfig = fileURLToPath(new URL('../docker/temporal-dynamic-config.yaml', import.meta.url));

/**
 * Temporal's server as in production, all four of its services in one process, with its state in Postgres: makes or
 * updates the tables, starts it on loopback, makes the namespace and registers what workflows are found by.
 */
export async function startTemporalServer(options: {
  databases: TemporalDatabases;
  folder: string;
  progress?: Progress;
}): Promise<TemporalServer> {
  const { databases, folder, progress } = options;
  const programs = await findTemporalPrograms(progress);
  await makeTables(programs, databases, databases.store, 'temporal');
  await makeTables(programs, databases, databases.visibility, 'visibility');
  const ports = await freePorts();
  const file = join(folder, 'temporal.yaml');
  await writeFile(file, JSON.stringify(configuration(databases, ports), null, 2), { mode: 0o600 });
  await chmod(file, 0o600);
  const address = `127.0.0.1:${ports.frontend.grpc}`;

  const start = async () => {
    const program = await startProgram({
      name: 'Temporal',
      command: programs.server,
      args: ['--config-file', file, '--allow-no-auth', 'start'],
      env: { PATH: process.env.PATH },
      cwd: folder,
      logFile: join(folder, 'temporal.log'),
    });
    const ready = waitFor(() => isServing(address), {
      timeout: 90_000,
      every: 200,
      what: 'Temporal to serve',
    });
    await readyOrEnded(program, ready);
    return program;
  };
  let program = await start();
  return {
    address,
    get program() {
      return program;
    },
    kill: () => program.kill(),
    stop: () => program.stop(20_000),
    async start() {
      program = await start();
    },
  };
}

/** Safe to repeat, as before each newer version of the server: what is there already stays. */
async function makeTables(
  { sqlTool }: TemporalPrograms,
  { port, user, password }: TemporalDatabases,
  database: string,
  schema: 'temporal' | 'visibility',
): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: '127.0.0.1',
    SQL_PORT: String(port),
    SQL_USER: user,
    SQL_PASSWORD: password,
    SQL_DATABASE: database,
  };
  const update = () =>
    run(sqlTool, ['update-schema', '--schema-name', `postgresql/v12/${schema}`], { env, timeout: 120_000 });
  await update().catch(async () => {
    await run(sqlTool, ['setup-schema', '--version', '0.0'], { env, timeout: 60_000 });
    await update();
  });
}

const services = ['frontend', 'history', 'matching', 'worker'] as const;
type Service = (typeof services)[number];
/** Of each service: where it is called, and where it finds the others. */
type Ports = Record<Service, { grpc: number; membership: number }>;

async function freePorts(): Promise<Ports> {
  const ports = {} as Ports;
  for (const service of services) ports[service] = { grpc: await smallPort(), membership: await smallPort() };
  return ports;
}

/** Temporal keeps ports as Postgres' smallint, and does not start on one above 32767; systems give those. */
async function smallPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_768);
    if (await isFree(port)) return port;
  }
}

/** YAML that is JSON: the server reads both. */
function configuration(databases: TemporalDatabases, ports: Ports) {
  const datastore = (databaseName: string, connections: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `127.0.0.1:${databases.port}`,
      connectProtocol: 'tcp',
      user: databases.user,
      password: databases.password,
      maxConns: connections,
      maxIdleConns: connections,
      maxConnLifetime: '1h',
    },
  });
  const listening = ({ grpc, membership }: Ports[Service]) => ({
    rpc: { grpcPort: grpc, membershipPort: membership, bindOnLocalHost: true },
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'store',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: { store: datastore(databases.store, 20), visibility: datastore(databases.visibility, 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(services.map((service) => [service, listening(ports[service])])),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend.grpc}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '10s' },
  };
}

/** Makes the namespace and the search attributes where they are missing; true once every part of the server knows them. */
async function isServing(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    const { workflowService, operatorService } = connection;
    await workflowService.describeNamespace({ namespace: NAMESPACE }).catch(() =>
      workflowService.registerNamespace({
        namespace: NAMESPACE,
        workflowExecutionRetentionPeriod: { seconds: (KEPT_DAYS * 86_400) as never },
      }),
    );
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace: NAMESPACE });
    await registerSearchAttributes(connection, NAMESPACE, Object.keys(customAttributes));
    await workflowService.countWorkflowExecutions({ namespace: NAMESPACE, query: 'Stage = "none"' });
    return true;
  } finally {
    await connection.close();
  }
}
