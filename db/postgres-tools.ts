import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Tool = 'pg_dump' | 'pg_restore';

/** Of Postgres itself, and never older than the server: an older pg_dump refuses. */
export async function toolVersion(tool: Tool): Promise<number | undefined> {
  try {
    const { stdout } = await run(tool, ['--version']);
    return Number(/ (\d+)[.\s]/.exec(stdout)?.[1]);
  } catch {
    return undefined;
  }
}

/** Throws where the tool is missing or older than a server of this version. */
export async function requireTool(tool: Tool, server: number): Promise<void> {
  const version = await toolVersion(tool);
  if (version === undefined)
    throw new Error(`${tool} is not on PATH: install the client programs of Postgres ${server}`);
  if (version < server)
    throw new Error(
      `${tool} on PATH is of Postgres ${version}, the server is ${server}: install the client programs of ${server}`,
    );
}

export interface RunningTool {
  output: Readable;
  /** Fails with what the tool said where it did not succeed. */
  done: Promise<void>;
}

/**
 * Starts one of Postgres' own programs on the database that `url` names. The password goes by the environment: what stands on a
 * command line everybody on the machine can read.
 */
export function startTool(tool: Tool, args: string[], url?: string): RunningTool {
  const child = spawn(tool, args, {
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...(url ? connectionVariables(url) : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaint = text(child.stderr);
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const done = ended.then(async ([code, signal]) => {
    if (code !== 0) throw new Error(`${tool} failed (${signal ?? code}): ${(await complaint).trim()}`);
  });
  done.catch(() => {});
  return { output: child.stdout, done };
}

/** What libpq reads instead of a command line. */
function connectionVariables(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslMode = searchParams.get('sslmode');
  return {
    PGHOST: hostname.replace(/^\[|\]$/g, ''),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGAPPNAME: 'madoguchi backup',
    ...(sslMode ? { PGSSLMODE: sslMode } : {}),
  };
}
