import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again, a millisecond apart: for what takes some of them. */
export async function waitUntil(isSo: () => Promise<boolean>, patience = 60_000): Promise<void> {
  const until = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error('what is measured did not happen');
    await pause(1);
  }
}
