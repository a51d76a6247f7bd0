import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installFromApt } from '../../dev/programs.ts';

export interface MovableClock {
  /** What a process whose clock is to be moved is started with. */
  readonly environment: Record<string, string>;
  /** By what it is moved, in words. */
  readonly means: string;
  /** Moves the clock of every such process at once, so many seconds ahead of the real one. */
  ahead(seconds: number): Promise<void>;
}

/**
 * A clock that goes as it should until it is moved. libfaketime moves it under the whole process and leaves the monotonic
 * clock alone; where there is none, and none can be had, `Date` is moved inside the process, and nothing else: code of ours
 * asks no other clock for the time of day.
 */
export async function startClock(folder: string): Promise<MovableClock> {
  const file = join(folder, 'clock');
  const ahead = async (seconds: number) => {
    const beside = `${file}.new`;
    await writeFile(beside, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    await rename(beside, file);
  };
  await ahead(0);
  const library = await findLibrary();
  if (!library) {
    const preload = fileURLToPath(new URL('moved-date.mjs', import.meta.url));
    return {
      environment: { CHAOS_CLOCK: file, NODE_OPTIONS: `--import=${preload}` },
      means: 'Date in the process',
      ahead,
    };
  }
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  };
  return { environment, means: 'libfaketime', ahead };
}

async function findLibrary(): Promise<string | undefined> {
  if (!onMachine()) await installFromApt('libfaketime').catch(() => {});
  return onMachine();
}

const onMachine = () =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu']
    .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
    .find(existsSync);
