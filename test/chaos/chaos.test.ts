import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reportOf, tooSlow, verdict } from './report.ts';
import { runChaos } from './run.ts';

/** Another seed each day, so that not the same sixty faults fall for ever; the output names it. */
const seed = Number(process.env.CHAOS_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''));
const FAULTS = 60;

test(`${FAULTS} faults from seed ${seed}: nothing lost, nothing doubled, nothing unaudited`, async () => {
  const historyFile = fileURLToPath(new URL(`../output/chaos-${seed}.jsonl`, import.meta.url));
  const result = await runChaos({ seed, faults: FAULTS, historyFile });
  console.log([`What was seen: ${historyFile}`, ...reportOf(result)].join('\n'));
  expect(result.broken).toEqual([]);
  expect(result.leftOver, 'what did not come to rest').toEqual([]);
  expect(tooSlow(result.recoveries), 'recoveries that took too long').toEqual([]);
  expect(verdict(result.rounds, result.findings)).toBe(`${FAULTS} faults, 0 lost, 0 doubled, 0 unaudited`);
});
