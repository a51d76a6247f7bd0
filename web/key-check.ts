import { setTimeout } from 'node:timers/promises';
import { keyProblems } from '../db/encrypted-columns.ts';
import type { Services } from './context.ts';

const AGAIN_AFTER = 5_000;

/**
 * Ends this process where the database was encrypted under keys that it does not have: every reading would fail, and what it
 * wrote could not be read by the others. A database that is away is waited for.
 */
export async function endOnWrongKeys({ db, config, logger }: Services): Promise<void> {
  for (;;) {
    const problems = await keyProblems(db, config.ENCRYPTION_KEYS).catch(() => undefined);
    for (const problem of problems ?? [])
      logger.fatal(`ENCRYPTION_KEYS does not suit the database: ${problem}`);
    if (problems) return problems.length > 0 ? process.exit(1) : undefined;
    await setTimeout(AGAIN_AFTER, undefined, { ref: false });
  }
}
