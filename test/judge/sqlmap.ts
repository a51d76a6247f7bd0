import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Finding, Judge } from './judge.ts';
import { withMarks } from './routes.ts';
import { pythonTool, runTool } from './tools.ts';
import { type Asked, parametersOf, type Witness } from './witness.ts';

/** Tries to inject SQL into every parameter, of path, query and form, of what wapiti found as the same person. */
export const sqlmap: Judge = async ({ witness, requests: further = [], folder, seconds }) => {
  const targets = newFirst([...further, ...witness.asked()].filter((asked) => isTarget(asked)));
  const requests = join(folder, 'sqlmap-requests.txt');
  const results = join(folder, 'sqlmap-results.csv');
  const logFile = join(folder, 'sqlmap.log');
  await writeFile(requests, targets.map((target) => logged(target, witness)).join('\n'));
  const ending = await runTool({
    name: 'sqlmap',
    command: await pythonTool('sqlmap'),
    args: [
      ...['-l', requests, '--batch', '--flush-session', '--disable-coloring', '--results-file', results],
      ...['--dbms', 'PostgreSQL', '--level', '1', '--risk', '1', '--technique', 'BEUST', '--threads', '4'],
      // A page that refuses is still an answer to be compared; a redirect leads away from it.
      ...['--ignore-code', '*', '--ignore-redirects', '--drop-set-cookie', '--timeout', '20'],
      '--answers=skip further tests=N',
      ...['--output-dir', join(folder, 'sqlmap'), '--time-sec', '2'],
    ],
    home: folder,
    logFile,
    seconds,
  });
  const log = await readFile(logFile, 'utf8');
  const begun = Math.max(
    0,
    ...[...log.matchAll(/^\[(\d+)\/\d+\] URL/gm)].map(([, number]) => Number(number)),
  );
  const done = ending === 'out of time' ? begun - 1 : begun;
  for (const target of targets.slice(0, done)) judged.add(nameOf(target));
  const findings = existsSync(results) ? findingsOf(await readFile(results, 'utf8')) : [];
  const note = `${done} of ${targets.length} forms and links`;
  return { findings, note };
};

/** What was judged to its end as an earlier person: the time goes to the rest first. */
const judged = new Set<string>();
const nameOf = (asked: Asked) => `${asked.route} ${parametersOf(asked).join()}`;
const newFirst = (all: Asked[]) => {
  const known = (asked: Asked) => Number(judged.has(nameOf(asked)));
  return all.sort((one, other) => known(one) - known(other));
};

/** Something in it can be injected into. */
const isTarget = (asked: Asked) =>
  parametersOf(asked).length > 0 || asked.route.includes(':') || asked.headers !== undefined;

const RULE = '='.repeat(54);

/** As an intercepting proxy would have written it down. */
function logged({ method, path, route, contentType, body, headers }: Asked, { url }: Witness): string {
  const { host, hostname, port } = new URL(url);
  const [bare = '', query] = path.split('?');
  const lines = [
    RULE,
    `12:00:00  http://${hostname}:${port}  [${hostname}]`,
    RULE,
    `${method} ${withMarks(route, bare)}${query ? `?${query}` : ''} HTTP/1.1`,
    `Host: ${host}`,
    'Sec-Fetch-Site: same-origin',
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(contentType ? [`Content-Type: ${contentType}`] : []),
    '',
    body,
    '',
    RULE,
    '',
  ];
  return lines.join('\n');
}

function findingsOf(csv: string): Finding[] {
  const rows = parse(csv, { columns: true, skip_empty_lines: true, relax_column_count: true }) as Record<
    string,
    string
  >[];
  return rows
    .filter((row) => row['Technique(s)'])
    .map((row) => ({
      what: `SQL injection (${row['Technique(s)']})`,
      where: `${row.Place} ${row['Target URL']} (${row.Parameter})`,
    }));
}
