import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Finding, Judge } from './judge.ts';
import { pythonTool, runTool } from './tools.ts';

/** All that look for a weakness of the product's own; the others know other products' weaknesses, or ask servers elsewhere. */
const MODULES = [
  ...['sql', 'xss', 'permanentxss', 'redirect', 'crlf', 'file', 'exec', 'ssrf', 'xxe', 'upload'],
  ...['cookieflags', 'csp', 'http_headers', 'htaccess', 'backup'],
];

/** Crawls from the pages that are given, then attacks every parameter of every link and form that it has found. */
export const wapiti: Judge = async ({ witness, start, pages, folder, seconds }) => {
  const bait = await startBait();
  const report = join(folder, 'wapiti.json');
  const crawl = Math.ceil(seconds / 4);
  const ending = await runTool({
    name: 'wapiti',
    command: await pythonTool('wapiti'),
    args: [
      ...['--url', `${witness.url}/`, '--scope', 'folder'],
      ...[start, ...pages].flatMap((page) => ['--start', witness.url + page]),
      // A form of the product's own pages: without this it is turned away.
      ...['--header', 'Sec-Fetch-Site: same-origin'],
      ...['--module', MODULES.join(), '--depth', '4', '--tasks', '8', '--max-parameters', '60'],
      ...['--exclude', `${witness.url}/assets/*`],
      ...['--max-scan-time', String(crawl)],
      ...['--max-attack-time', String(Math.max(2, Math.floor((seconds - crawl) / MODULES.length)))],
      ...['--endpoint', bait.url, '--no-bugreport', '--flush-session', '--store-session', folder],
      ...['--store-config', folder, '--format', 'json', '--output', report, '--verbose', '1'],
    ],
    home: folder,
    logFile: join(folder, 'wapiti.log'),
    seconds: seconds * 1.5 + 30,
  });
  await bait.close();
  if (ending !== 'exit code 0')
    throw new Error(`wapiti ended with ${ending}; its log is ${join(folder, 'wapiti.log')}`);
  return { findings: [...findingsOf(JSON.parse(await readFile(report, 'utf8'))), ...bait.taken] };
};

interface Report {
  vulnerabilities: Record<string, Reported[]>;
  anomalies: Record<string, Reported[]>;
}
interface Reported {
  method: string;
  path: string;
  info: string;
  parameter: string | null;
}

const findingsOf = ({ vulnerabilities, anomalies }: Report): Finding[] =>
  [...Object.entries(vulnerabilities), ...Object.entries(anomalies)].flatMap(([what, all]) =>
    all.map(({ method, path, parameter, info }) => ({
      what: `${what}: ${info}`,
      where: `${method} ${path}${parameter ? ` (${parameter})` : ''}`,
    })),
  );

/** What the attacks try to make the server ask for. wapiti itself asks it what came, and is told of nothing. */
async function startBait() {
  const taken: Finding[] = [];
  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '/';
    if (/^\/(ssrf|xxe)\//.test(path))
      taken.push({ what: 'the server asked for an address of a request', where: path });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
