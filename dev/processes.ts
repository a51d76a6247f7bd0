import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramOptions {
  /** For messages. */
  name: string;
  command: string;
  args: string[];
  /** The whole environment of the program, not an addition to this one's. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Both outputs are appended here. */
  logFile: string;
  /** Whom to run it as; only root can choose. */
  identity?: Identity | undefined;
  /** The signal that ends it in an orderly way. */
  stopSignal?: NodeJS.Signals;
}

/** Numbers of a user and a group of the operating system. */
export interface Identity {
  uid: number;
  gid: number;
}

/** How a program ended, in words. */
export type Ending = string;

export interface RunningProgram {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves once the program has ended, however that came. */
  readonly ended: Promise<Ending>;
  isRunning(): boolean;
  /** Ends it in an orderly way; after `patience` milliseconds with -9. Resolves once it is gone. */
  stop(patience?: number): Promise<void>;
  /** Ends it with -9, as a power cut would. Resolves once it is gone. */
  kill(): Promise<void>;
}

/** Starts a program that ends, at the latest, when this process does (see guard.ts). Throws where it cannot be started. */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { name, logFile, identity, stopSignal = 'SIGTERM' } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(options.command, options.args, {
    env: options.env ?? process.env,
    cwd: options.cwd,
    stdio: ['ignore', log, log],
    // A group of its own: Ctrl-C reaches only the starter, which stops the programs in the right order.
    detached: true,
    ...identity,
  });
  closeSync(log);
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`${name} cannot be started: ${(error as Error).message}`, { cause: error });
  }
  const pid = child.pid as number;
  tellGuard(`+${pid}`);
  void ended.then(() => tellGuard(`-${pid}`));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid,
    logFile,
    ended,
    isRunning,
    async stop(patience = 8_000) {
      if (!isRunning()) return;
      child.kill(stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      if (!isRunning()) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Resolves with `ready`; throws, with the end of its log, if the program ends before that. */
export async function readyOrEnded<T>(program: RunningProgram, ready: Promise<T>): Promise<T> {
  const early = program.ended.then((ending) => {
    throw new Error(
      `${program.name} ended at once (${ending}). Its log, ${program.logFile}, ends with:\n${logTail(program.logFile)}`,
    );
  });
  early.catch(() => {});
  ready.catch(() => {});
  return Promise.race([ready, early]);
}

/** The last lines of a log file. */
export const logTail = (file: string, lines = 15) =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

let guard: ChildProcess | undefined;

function tellGuard(line: string) {
  if (!guard || guard.exitCode !== null) guard = startGuard();
  guard.stdin?.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL('guard.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.stdin?.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}
