/**
 * `npm run chaos -- --seed N --faults N`: real processes, and faults that fall from the seed; see docs/decisions/131. The last
 * line says what was lost, doubled or unaudited; exit code 1 where anything was, or where it came back too slowly. With
 * `--cluster` there are two web servers and two workers, as with `npm run cluster`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { outliveLostConnections } from '../../db/unheard.ts';
import { oneOfEach, twoOfEach } from './place.ts';
import { isSound, reportOf } from './report.ts';
import { runChaos } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string', default: '60' },
    history: { type: 'string' },
    only: { type: 'string' },
    cluster: { type: 'boolean', default: false },
    minutes: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const faults = Number(values.faults);
if (!Number.isInteger(seed) || !Number.isInteger(faults) || faults < 1) {
  console.error(
    'Usage: npm run chaos -- [--seed N] [--faults N] [--minutes N] [--only STEP[:KIND]] [--cluster] [--history FILE]',
  );
  process.exit(2);
}
outliveLostConnections(() => {});
const historyFile =
  values.history ?? fileURLToPath(new URL(`../output/chaos-${seed}.jsonl`, import.meta.url));
const result = await runChaos({
  seed,
  faults,
  only: values.only,
  minutes: values.minutes === undefined ? undefined : Number(values.minutes),
  historyFile,
  print: console.log,
  place: values.cluster ? twoOfEach : oneOfEach,
});
console.log(`What was seen: ${historyFile}`);
for (const line of reportOf(result)) console.log(line);
process.exitCode = isSound(result) ? 0 : 1;
