import { existsSync } from 'node:fs';
import { installFromApt, onPath } from './programs.ts';

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
  // Run level 1: only its program is wanted, no server on port 80.
  await installFromApt('nginx', { RUNLEVEL: '1' }).catch(() => {});
  const found = onMachine();
  if (found) return found;
  throw new Error(
    'There is no nginx on this machine. Run "apt-get install nginx", or name one in NGINX_PATH.',
  );
}

const onMachine = () => onPath('nginx') ?? ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find(existsSync);
