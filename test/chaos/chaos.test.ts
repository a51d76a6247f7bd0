import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Another seed each day, so that not the same sixty faults fall for ever; the output names it. */
const seed = process.env.CHAOS_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', '');
const FAULTS = Number(process.env.CHAOS_FAULTS ?? 60);
/** Milliseconds; a run that hangs is ended. */
const PATIENCE = 570_000;

test(`${FAULTS} faults from seed ${seed}: nothing lost, nothing doubled, nothing unaudited`, async () => {
  const { code, stdout, stderr } = await runChaos('--seed', seed, '--faults', String(FAULTS));
  console.log(stdout, stderr);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`${FAULTS} faults, 0 lost, 0 doubled, 0 unaudited`);
  expect(code, 'also what was too slow or did not come to rest').toBe(0);
});

/** Beside the test, which goes on answering its runner. */
function runChaos(...given: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024, timeout: PATIENCE };
    const run = execFile(process.execPath, [main, ...given], options, (_error, stdout, stderr) =>
      resolve({ code: run.exitCode, stdout, stderr }),
    );
  });
}
