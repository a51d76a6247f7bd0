import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Another seed each day, so that not the same sixty faults fall for ever; the output names it. */
const seed = process.env.CHAOS_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', '');
const FAULTS = 60;

test(`${FAULTS} faults from seed ${seed}: nothing lost, nothing doubled, nothing unaudited`, () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const run = spawnSync(process.execPath, [main, '--seed', seed, '--faults', String(FAULTS)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  console.log(run.stdout, run.stderr);
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(`${FAULTS} faults, 0 lost, 0 doubled, 0 unaudited`);
  expect(run.status, 'also what was too slow or did not come to rest').toBe(0);
});
