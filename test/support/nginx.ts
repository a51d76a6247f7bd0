import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../dev/ports.ts';
import { readyOrEnded, startProgram } from '../../dev/processes.ts';
import { onPath } from '../../dev/programs.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

/**
 * Path of nginx: `NGINX_PATH`, the one on the machine or, as root on Debian, from apt. Throws one line that says which
 * command brings it: its test is never skipped silently.
 */
export async function findNginx(progress: (line: string) => void = console.log): Promise<string> {
  const given = process.env.NGINX_PATH;
  if (given && !existsSync(given)) throw new Error(`NGINX_PATH: there is no ${given}`);
  const there = given || onMachine();
  if (there) return there;
  progress('There is no nginx on this machine; installing it …');
  await fromApt().catch(() => {});
  const found = onMachine();
  if (found) return found;
  throw new Error(
    'There is no nginx for the test of docs/gateway.md. Run "apt-get install nginx", or name one in NGINX_PATH.',
  );
}

const onMachine = () => onPath('nginx') ?? ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find(existsSync);

async function fromApt() {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return;
  // Run level 1: only its program is wanted, no server on port 80.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['update'], { env, timeout: 200_000 });
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'nginx'], { env, timeout: 200_000 });
}

/** Runs nginx with what stands inside `http { … }`; `LISTEN` in it becomes a free port of loopback. */
export async function startNginx(http: string): Promise<{ url: string; stop(): Promise<void> }> {
  const command = await findNginx();
  const folder = await temporaryFolder();
  const port = await freePort();
  await mkdir(join(folder, 'temporary'));
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temporary/${name};`,
  );
  const configuration = `
    daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
    events { worker_connections 256; }
    http { access_log off; ${paths.join(' ')} ${http.replace('LISTEN', `127.0.0.1:${port}`)} }`;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration);
  const logFile = join(folder, 'nginx.log');
  const program = await startProgram({
    name: 'nginx',
    command,
    args: ['-c', file, '-e', logFile, '-p', folder],
    logFile,
  });
  const url = `http://127.0.0.1:${port}`;
  const ready = waitFor(async () => (await fetch(`${url}/healthz`)).status > 0, { what: 'nginx to answer' });
  await readyOrEnded(program, ready);
  return { url, stop: () => program.stop() };
}
