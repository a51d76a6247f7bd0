import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { onPath } from './programs.ts';

const run = promisify(execFile);

/**
 * Path of nginx: `NGINX_PATH`, the one on the machine or, as root on Debian, from apt. Throws one line that says which
 * command brings it: nothing that needs it is skipped silently.
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
    'There is no nginx on this machine. Run "apt-get install nginx", or name one in NGINX_PATH.',
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
