import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds after which to give up. */
  timeout?: number;
  /** Milliseconds between two looks. */
  every?: number;
  /** What is waited for, for the message. */
  what: string;
}

/**
 * Looks again and again until `condition` answers something truthy, and returns that.
 * Throws an Error that says what did not happen, with the last error of `condition` as its cause.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeout = 10_000, every = 50, what }: Patience,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  let cause: unknown;
  do {
    try {
      const answer = await condition();
      if (answer) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(every);
  } while (performance.now() < end);
  const last = cause instanceof Error ? ` (last error: ${cause.message})` : '';
  throw new Error(`Waited ${timeout / 1000} s in vain for ${what}${last}`, { cause });
}
