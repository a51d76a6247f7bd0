import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNginx } from '../nginx.ts';
import { type RunningProgram, readyOrEnded, startProgram } from '../processes.ts';
import { waitFor } from '../wait-for.ts';

export interface FrontProxy {
  readonly url: string;
  readonly program: RunningProgram;
  /** Which of the servers get new requests. Resolves when those taken out have answered what they had. */
  serve(from: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Of its configuration, which is written there, and its log. */
  folder: string;
  port: number;
  /** host:port of each web server. */
  servers: readonly string[];
}

/** nginx in front of several web servers; requests go round in turns. */
export async function startProxy(options: ProxyOptions): Promise<FrontProxy> {
  const { folder, port, servers } = options;
  const command = await findNginx();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'nginx.conf');
  const logFile = join(folder, 'nginx.log');
  await mkdir(join(folder, 'nginx'), { recursive: true });
  const write = (from: readonly string[]) => writeFile(file, configuration(options, from));
  await write(servers);
  const program = await startProgram({
    name: 'nginx',
    command,
    args: ['-c', file, '-e', logFile, '-p', folder],
    logFile,
    stopSignal: 'SIGQUIT',
  });
  const ready = waitFor(async () => (await fetch(`${url}/healthz`)).ok, { what: 'nginx to answer' });
  await readyOrEnded(program, ready);
  return {
    url,
    program,
    async serve(from) {
      const before = await childrenOf(program.pid);
      await write(from);
      process.kill(program.pid, 'SIGHUP');
      await waitFor(
        async () => {
          const now = await childrenOf(program.pid);
          return now.length > 0 && !now.some((pid) => before.includes(pid));
        },
        { timeout: 60_000, what: 'the former workers of nginx to finish' },
      );
    },
    stop: () => program.stop(),
  };
}

const childrenOf = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);

/**
 * The same as in docs/operation.md. What matters: `proxy_next_upstream` stays at its default, by which nothing but an
 * idempotent request is ever asked of a second server once it was sent to a first; idle connections end on this side
 * before web/main.ts would end them.
 */
const configuration = ({ folder, port, servers }: ProxyOptions, from: readonly string[]) => `
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/nginx/${name};`).join('\n')}

  upstream portal {
${servers.map((server) => `    server ${server} max_fails=1 fail_timeout=2s${from.includes(server) ? '' : ' down'};`).join('\n')}
    keepalive 32;
    keepalive_timeout 30s;
  }

  server {
    listen 127.0.0.1:${port};
    client_max_body_size 1m;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 2;

    add_header X-Served-By $upstream_addr always;
    location / { proxy_pass http://portal; }
    # While two versions run, a page of one may ask the other for its styles.
    location /assets/ { proxy_next_upstream error timeout http_404; proxy_pass http://portal; }
    location /gateway/ { return 404; }
  }
}
`;
