import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNginx } from '../../dev/nginx.ts';
import { freePort } from '../../dev/ports.ts';
import { readyOrEnded, startProgram } from '../../dev/processes.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

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
