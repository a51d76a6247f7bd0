import { Connection } from '@temporalio/client';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { type RunningProgram, readyOrEnded, startProgram } from './processes.ts';
import { findTemporal, type Progress } from './programs.ts';
import { waitFor } from './wait-for.ts';

export interface TemporalOptions {
  port: number;
  /** Undefined: no web page. */
  uiPort?: number | undefined;
  /** Keeps everything over a restart; undefined: in memory. */
  databaseFile?: string | undefined;
  logFile: string;
  namespace?: string;
  /** Leaves all settings as Temporal comes, for comparison. */
  asItComes?: boolean;
  progress?: Progress;
}

export interface RunningTemporal {
  readonly program: RunningProgram;
  /** host:port for clients. */
  readonly address: string;
  stop(): Promise<void>;
  /** Ends it with -9. */
  kill(): Promise<void>;
}

/** A real cluster registers them once, the development server at each start. */
const searchAttributeTypes = { KEYWORD: 'Keyword', DATETIME: 'Datetime' };

/** The defaults wait 50 ms before each step and spread a queue over four partitions: made for clusters, slow on one machine. */
const quick = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 2000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** As it comes, each commit waits for the disk more than once. A killed process loses nothing by these. */
const quickFile = ['journal_mode=wal', 'synchronous=normal'].flatMap((pragma) => ['--sqlite-pragma', pragma]);

/** Starts Temporal's development server on loopback and resolves once it answers. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { port, uiPort, databaseFile, logFile, namespace = 'default', asItComes, progress } = options;
  const program = await startProgram({
    name: 'Temporal',
    command: await findTemporal(progress),
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
      ...(uiPort ? ['--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless']),
      ...(databaseFile ? ['--db-filename', databaseFile] : []),
      ...(databaseFile && !asItComes ? quickFile : []),
      ...(namespace === 'default' ? [] : ['--namespace', namespace]),
      ...Object.values(searchAttributes).flatMap(({ name, type }) => [
        '--search-attribute',
        `${name}=${searchAttributeTypes[type]}`,
      ]),
      ...Object.entries(asItComes ? {} : quick).flatMap((pair) => ['--dynamic-config-value', pair.join('=')]),
    ],
    logFile,
  });
  const address = `127.0.0.1:${port}`;
  const ready = waitFor(() => answers(address, namespace), {
    timeout: 60_000,
    every: 200,
    what: 'Temporal to answer',
  });
  await readyOrEnded(program, ready);
  return { program, address, stop: () => program.stop(), kill: () => program.kill() };
}

async function answers(address: string, namespace: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } finally {
    await connection.close();
  }
}
