import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Ending, startProgram } from '../../dev/processes.ts';
import { downloadFolder, onPath } from '../../dev/programs.ts';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Path of a program of the virtual environment that requirements.txt describes; made where it is missing. */
export async function pythonTool(name: 'wapiti' | 'sqlmap'): Promise<string> {
  environment ??= virtualEnvironment();
  return join(await environment, 'bin', name);
}
let environment: Promise<string> | undefined;

async function virtualEnvironment(): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const folder = join(downloadFolder(), `judges-${hash.slice(0, 12)}`);
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return folder;
  const python = onPath('python3');
  if (!python) throw new Error('There is no python3, in which wapiti and sqlmap run. Install Python 3.11.');
  console.log('Installing wapiti and sqlmap into a virtual environment, once …');
  await rm(folder, { recursive: true, force: true });
  await mkdir(downloadFolder(), { recursive: true });
  await run(python, ['-m', 'venv', folder]);
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements];
  await run(join(folder, 'bin/pip'), pip, { timeout: 600_000 });
  await writeFile(finished, '');
  return folder;
}

export interface ToolRun {
  name: string;
  command: string;
  args: string[];
  logFile: string;
  /** Where it keeps its own files. */
  home: string;
  /** After these it is ended. */
  seconds: number;
}

/** Runs a tool to its end or to that of its time. */
export async function runTool({ seconds, home, ...options }: ToolRun): Promise<Ending | 'out of time'> {
  const program = await startProgram({
    ...options,
    cwd: home,
    // Whatever it may want to ask elsewhere leads nowhere.
    env: { PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8', NO_PROXY: '127.0.0.1' },
    stopSignal: 'SIGINT',
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void program.stop(10_000);
  }, seconds * 1000);
  const ending = await program.ended;
  clearTimeout(timer);
  return late ? 'out of time' : ending;
}
