/**
 * `npm run bench -- NAME… [--json FILE]`: runs measurements, prints them as a table and, with `--json`, writes
 * `{"name": {"ours": …, "peer": …, "ratio": …, "unit": …}}`. Without a name it runs all.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { approval } from './approval.ts';
import { companies } from './companies.ts';
import { growth } from './growth.ts';
import { history } from './history/history.ts';
import { sealing } from './history/sealing.ts';
import { login } from './login.ts';
import { loginLimit } from './login-limit.ts';
import type { Bench, Measurement } from './measurement.ts';
import { openWork } from './open-work.ts';
import { page } from './page.ts';
import { queue } from './queue.ts';
import { ready } from './ready.ts';
import { submission } from './submit.ts';
import { userList } from './user-list.ts';

const benches: Record<string, Bench> = {
  approval,
  'approval-defaults': approval,
  'approval-peers': approval,
  companies,
  growth,
  history,
  'history-seals': sealing,
  login,
  'login-latency': login,
  'login-limit': loginLimit,
  'open-work': openWork,
  page,
  queue,
  ready,
  submit: submission,
  'user-list': userList,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`Usage: npm run bench -- NAME… [--json FILE]   Names: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const measurements: Measurement[] = [];
const asked = positionals.length > 0 ? positionals : Object.keys(benches);
// Some names are figures of one bench.
for (const bench of new Set(asked.flatMap((name) => benches[name] ?? [])))
  measurements.push(...(await bench((line) => console.log(`  ${line}`))));
print(measurements);
if (values.json) await writeFile(values.json, `${JSON.stringify(asRecord(measurements), null, 2)}\n`);

function print(all: readonly Measurement[]) {
  const rows = all.map(({ name, ours, peer, unit, note }) => [
    name,
    figure(ours),
    peer === undefined ? '' : figure(peer),
    peer === undefined ? '' : (ours / peer).toFixed(2),
    unit,
    note ?? '',
  ]);
  const table = [['', 'ours', 'peer', 'ours/peer', '', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const [name = '', ...cells] of table) {
    const numbers = cells.slice(0, 3).map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    console.log(
      [name.padEnd(widths[0] ?? 0), ...numbers, cells[3]?.padEnd(widths[4] ?? 0), cells[4]].join('  '),
    );
  }
}

function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

function asRecord(all: readonly Measurement[]) {
  return Object.fromEntries(
    all.map(({ name, ours, peer, unit }) => [
      name,
      peer === undefined ? { ours, unit } : { ours, peer, ratio: ours / peer, unit },
    ]),
  );
}
