/**
 * Sees to it that no process stays behind, even when the program that started them is killed with -9: reads `+PID` and
 * `-PID` lines from standard input, and when that ends, ends whoever is left: first kindly, after five seconds with -9.
 */
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE = 5_000;
const guarded = new Set<number>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) guarded.add(pid);
  else guarded.delete(pid);
}

for (const pid of guarded) send(pid, 'SIGINT');
const end = Date.now() + PATIENCE;
while (Date.now() < end && [...guarded].some((pid) => send(pid, 0))) await pause(100);
for (const pid of guarded) send(pid, 'SIGKILL');

/** Whether the process was there. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
