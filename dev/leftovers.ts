import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

interface Recorded {
  name: string;
  pid: number;
  /** A part of its command line, by which it is told from a stranger that got the same number. */
  mark: string;
}

/** What an instance has running, written down in its data folder so that the next start can clean up after a crash. */
export class ProcessList {
  #file: string;
  #entries: Recorded[] = [];

  constructor(dataFolder: string) {
    this.#file = join(dataFolder, 'processes.json');
  }

  /**
   * Ends what an earlier instance left behind when it was killed with -9.
   * Throws if an earlier instance is still running with the same data.
   */
  async takeOver(starter: Recorded): Promise<void> {
    const former = await this.#read();
    const [first] = former;
    if (first && first.pid !== process.pid && (await isRunningWith(first.pid, first.mark)))
      throw new Error(
        `Madoguchi is already running with this data (process ${first.pid}). ` +
          'Stop it, or set DATA_DIR and other ports for a second instance.',
      );
    for (const { name, pid, mark } of former.slice(1)) {
      if (!(await isRunningWith(pid, mark))) continue;
      process.kill(pid, 'SIGINT');
      const gone = waitFor(async () => !(await isRunningWith(pid, mark)), {
        what: `${name} (process ${pid}) to end`,
      });
      await gone.catch(() => process.kill(pid, 'SIGKILL'));
    }
    this.#entries = [starter];
    this.#write();
  }

  add(entry: Recorded): void {
    this.#entries = [...this.#entries.filter(({ name }) => name !== entry.name), entry];
    this.#write();
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #read(): Promise<Recorded[]> {
    try {
      return JSON.parse(await readFile(this.#file, 'utf8')) as Recorded[];
    } catch {
      return [];
    }
  }

  /** In one go, for several programs start at the same time. */
  #write() {
    writeFileSync(this.#file, JSON.stringify(this.#entries, null, 2));
  }
}

/** Whether a process with this number runs and has `mark` in its command line. */
export async function isRunningWith(pid: number, mark: string): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    return stdout.includes(mark);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
      .replaceAll('\0', ' ')
      .includes(mark);
  }
}
