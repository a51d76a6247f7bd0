import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../dev/ports.ts';
import type { RunningProgram } from '../dev/processes.ts';
import { type RunningTemporal, startTemporal } from '../dev/temporal.ts';
import type { BenchServers } from './servers.ts';

export interface Product {
  url: string;
  web: RunningProgram;
  worker: RunningProgram;
  temporal: RunningTemporal;
  /** Of all that it consists of, but for Postgres. */
  pids: number[];
}

/** The whole product on these servers: web, worker, Temporal as `npm start` has it, and a mail server that takes every mail. */
export async function startProduct(servers: BenchServers): Promise<Product> {
  const temporal = await startBenchTemporal(servers, 'temporal');
  const environment = {
    TEMPORAL_ADDRESS: temporal.address,
    STAFF_SECOND_FACTOR: 'optional',
    SMTP_URL: await startSink(servers),
  };
  const { web, url } = await servers.startWeb(environment);
  const worker = await servers.startWorker({ ...environment, PUBLIC_URL: url });
  return { url, web, worker, temporal, pids: [web.pid, worker.pid, temporal.program.pid] };
}

export async function startBenchTemporal(
  servers: BenchServers,
  name: string,
  { asItComes = false } = {},
): Promise<RunningTemporal> {
  const temporal = await startTemporal({
    port: await freePort(),
    databaseFile: servers.file(`${name}.db`),
    logFile: servers.logFile(name),
    asItComes,
  });
  servers.onRemove(() => temporal.stop());
  return temporal;
}

async function startSink(servers: BenchServers): Promise<string> {
  const sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  sink.listen(0, '127.0.0.1');
  await once(sink.server, 'listening');
  servers.onRemove(() => new Promise((resolve) => sink.close(() => resolve(undefined))));
  return `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`;
}
