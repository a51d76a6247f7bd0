import { Agent, request } from 'node:http';
import type { Finding, Judge } from './judge.ts';
import { routeOf } from './routes.ts';

const folders = ['/', '/office/', '/assets/', '/applicants/', '/change-applications/', '/gateway/'];
/** What is often left lying about on servers, or names a file where the server expects something of its own. */
const names = [
  ...[
    '.env',
    '.git/config',
    '.git/HEAD',
    '.npmrc',
    '.data/encryption.keys',
    '.htaccess',
    '.DS_Store',
    '.well-known/',
  ],
  ...[
    'admin',
    'admin/',
    'api',
    'api/v1/users',
    'backup.zip',
    'backup.sql',
    'config.json',
    'console',
    'debug',
    'dump.sql',
  ],
  ...[
    'index.php',
    'index.html~',
    'manager/html',
    'metrics',
    'package.json',
    'package-lock.json',
    'phpinfo.php',
  ],
  ...[
    'robots.txt.bak',
    'server-status',
    'swagger.json',
    'tmp/',
    'uploads/',
    'web/main.ts',
    'wp-login.php',
    'node_modules/',
  ],
  ...[
    '..',
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/package.json',
    '..%5cpackage.json',
    '....//package.json',
  ],
  ...[
    '%',
    '%zz',
    '%00',
    '%ff',
    '%c0%ae%c0%ae',
    '%0d%0aset-cookie:a=b',
    '//',
    '/;/',
    '*',
    '__proto__',
    'constructor',
  ],
  ...['201234567001%00', '0', '-1', '1e9', 'null', 'a'.repeat(4000), '%F0%9F%98%80'.repeat(50)],
];
const queries = [
  '?%',
  '?a[]=1&a[]=2',
  '?__proto__[x]=1',
  '?page=-1',
  '?page=1e99',
  '?q=%00',
  `?q=${'a'.repeat(6000)}`,
];
const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];

/**
 * Asks for what is not there, in every way that servers have been caught out by: nothing but the product's own routes
 * may answer, nothing may fail, and no other method may do anything.
 */
export const paths: Judge = async ({ witness, start, pages }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const asked = [
    ...folders.flatMap((folder) => names.map((name) => ['GET', folder + name] as const)),
    ...[start, ...pages].flatMap((page) =>
      queries.map((query) => ['GET', page.split('?')[0] + query] as const),
    ),
    ...[start, ...pages].flatMap((page) => methods.slice(1).map((method) => [method, page] as const)),
  ];
  const findings: Finding[] = [];
  for (const [method, path] of asked) {
    const { status, body } = await ask(agent, witness.url, method, path);
    const where = `${method} ${path}`.slice(0, 200);
    if (isAnswer(status) && !isOurs(method, path.split('?')[0] ?? ''))
      findings.push({ what: `answered with ${status}`, where });
    if (/Index of \/|Directory listing/i.test(body)) findings.push({ what: 'lists a folder', where });
  }
  agent.destroy();
  return { findings };
};

const isAnswer = (status: number) => status >= 200 && status < 300;
/** As every client and server reads `/office/..`: it is `/`. */
const isOurs = (method: string, path: string) =>
  routeOf(method, path) !== undefined ||
  (URL.canParse(path, 'http://portal.test') &&
    routeOf(method, new URL(path, 'http://portal.test').pathname) !== undefined);

const ask = (agent: Agent, url: string, method: string, path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const asking = request(url, { agent, method, path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asking.once('error', reject);
    asking.end();
  });
