import { readFile, writeFile } from 'node:fs/promises';

/** What Linux tells of a process; MB and seconds. */
export async function memoryOf(pid: number): Promise<number> {
  return (await statusOf(pid, 'VmRSS')) / 1024;
}

/** The most that it had in memory since `forgetPeak`. */
export async function peakMemoryOf(pid: number): Promise<number> {
  return (await statusOf(pid, 'VmHWM')) / 1024;
}

export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

/** Seconds of processors that it has used. */
export async function processorSecondsOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

const TICKS_A_SECOND = 100;

async function statusOf(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+([0-9]+) kB`).exec(status)?.[1] ?? 0);
}
