import type { Finding } from './judge.ts';
import type { Count } from './witness.ts';

/** What one tool found as one person. */
export interface Outcome {
  person: string;
  tool: string;
  count: Count;
  findings: Finding[];
  note: string;
  /** It could not look to the end. */
  brokeOff: boolean;
  seconds: number;
}

const heads = [
  'person',
  'tool',
  'requests',
  'URLs',
  'reached',
  'refused',
  '404',
  '5xx',
  'routes',
  'findings',
];

export function printOutcomes(outcomes: readonly Outcome[], routesAtAll: number) {
  const rows = outcomes.map(({ person, tool, count, findings, note, seconds }) => [
    person,
    tool,
    count.requests,
    count.urls.size,
    count.reached,
    count.refused,
    count.notFound,
    count.failures.size,
    count.routes.size,
    findings.length,
    `${seconds} s${note ? `; ${note}` : ''}`,
  ]);
  const table = [[...heads, ''], ...rows].map((row) => row.map((cell) => cell.toLocaleString('en')));
  const widths = heads.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    );
  const reached = new Set(outcomes.flatMap(({ count }) => [...count.routes]));
  console.log(`\nA handler answered for ${reached.size} of the product's ${routesAtAll} routes.\n`);
  for (const { person, tool, findings } of outcomes)
    if (person !== '(planted)')
      for (const { what, where } of findings) console.log(`${tool} as ${person}: ${where}\n    ${what}`);
}

/** For `--json`. */
export function recordOf(control: readonly Outcome[], outcomes: readonly Outcome[]) {
  const plain = ({ count, ...outcome }: Outcome) => ({
    ...outcome,
    requests: count.requests,
    urls: count.urls.size,
    reached: count.reached,
    refused: count.refused,
    notFound: count.notFound,
    failed: count.failures.size,
    routes: [...count.routes].sort(),
  });
  return { control: control.map(plain), product: outcomes.map(plain) };
}
