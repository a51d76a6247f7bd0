import { readdir, readFile, writeFile } from 'node:fs/promises';

/** What Linux tells of a process; MB and seconds. */
export async function memoryOf(pid: number): Promise<number> {
  return (await statusOf(pid, 'VmRSS')) / 1024;
}

/** The part of it that it shares with nobody and that is no file's: heaps and stacks. */
export async function ownMemoryOf(pid: number): Promise<number> {
  return (await statusOf(pid, 'RssAnon')) / 1024;
}

/** The most that it had in memory since `forgetPeak`. */
export async function peakMemoryOf(pid: number): Promise<number> {
  return (await statusOf(pid, 'VmHWM')) / 1024;
}

export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

/** Seconds of processors that it and its children have used, those that have ended included. */
export async function processorSecondsOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
    .replace(/^.*\) /s, '')
    .split(' ');
  if (fields.length < 15) return 0;
  const own = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_A_SECOND;
  const children = await Promise.all((await childrenOf(pid)).map(processorSecondsOf));
  return children.reduce((sum, seconds) => sum + seconds, own);
}

/** Numbers of those that it started and that still run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => ''));
  return (await Promise.all(lists)).flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

const TICKS_A_SECOND = 100;

async function statusOf(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+([0-9]+) kB`).exec(status)?.[1] ?? 0);
}
