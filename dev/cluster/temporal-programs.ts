import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadFolder, onPath, type Progress } from '../programs.ts';

const run = promisify(execFile);

const VERSION = '1.32.0';
const MODULE = 'go.temporal.io/server';
/** Minutes that a build may take: the first downloads and compiles everything. */
const PATIENCE_MINUTES = 30;

/** The server that runs by itself, as in production, and the tool that makes its tables. */
export interface TemporalPrograms {
  server: string;
  sqlTool: string;
}

/** Builds them with Go, once for this version; they stay where downloads are kept. Throws one message that says what to do. */
export async function findTemporalPrograms(progress: Progress = () => {}): Promise<TemporalPrograms> {
  const folder = join(downloadFolder(), `temporal-server-${VERSION}`);
  const programs = { server: join(folder, 'server'), sqlTool: join(folder, 'sql') };
  if (Object.values(programs).every(existsSync)) return programs;
  const go = onPath('go') ?? ['/usr/local/go/bin/go'].find(existsSync);
  if (!go)
    throw new Error(
      `Temporal's server ${VERSION} is not on this machine yet, and there is no Go to build it with: it is published as ` +
        'source and as an image only. Install Go (https://go.dev/dl/) and try again; it is needed once.',
    );
  progress(`Building Temporal's server ${VERSION}, once; this takes some minutes …`);
  await mkdir(folder, { recursive: true });
  const sources = ['cmd/server', 'cmd/tools/sql'].map((path) => `${MODULE}/${path}@v${VERSION}`);
  await run(go, ['install', ...sources], {
    env: { ...process.env, GOBIN: folder },
    timeout: PATIENCE_MINUTES * 60_000,
    maxBuffer: 2 ** 26,
  }).catch((error: Error & { stderr?: string }) => {
    throw new Error(`Temporal's server cannot be built: ${lastLine(error.stderr ?? error.message)}`, {
      cause: error,
    });
  });
  return programs;
}

const lastLine = (text: string) => text.trim().split('\n').at(-1);
