import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../dev/ports.ts';
import { type Bench, median, ROUNDS } from './measurement.ts';
import { startKeycloak } from './peers/keycloak.ts';
import { startServers } from './servers.ts';

/**
 * A start over data that is there: `npm start` until it says that it is ready, with its own Postgres, Temporal and mail server,
 * beside Keycloak until it answers, whose Postgres runs already.
 */
export const ready: Bench = async (say) => {
  const servers = await startServers();
  try {
    const environment = {
      ...process.env,
      DATA_DIR: servers.file('start'),
      ...Object.fromEntries(await Promise.all(ports.map(async (name) => [name, String(await freePort())]))),
    };
    const databaseUrl = await servers.createDatabase('keycloak');
    const keycloak = async () => {
      const started = await startKeycloak({ databaseUrl, logFile: servers.logFile('keycloak') });
      await started.stop();
      return started.readyAfter;
    };
    await startOnce(environment);
    await keycloak();
    const taken: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
    for (let number = 1; number <= ROUNDS; number++) {
      taken.ours.push((await startOnce(environment)) / 1000);
      taken.peer.push((await keycloak()) / 1000);
      say(`round ${number}: ${taken.ours.at(-1)?.toFixed(1)} beside ${taken.peer.at(-1)?.toFixed(1)} s`);
    }
    return [
      {
        name: 'ready',
        ours: median(taken.ours),
        peer: median(taken.peer),
        unit: 's',
        note: 'npm start, not the first, with Postgres, Temporal and mail; peer: Keycloak, optimised, its Postgres running',
      },
    ];
  } finally {
    await servers.remove();
  }
};

const ports = [
  'PORT',
  'PGPORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'SMTP_PORT',
  'MAIL_UI_PORT',
  'LINKED_SERVICES_PORT',
];

/** Milliseconds until it says that it is ready; then it is ended. */
async function startOnce(env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('Ready')) {
      const taken = performance.now() - began;
      // As Ctrl-C does: to all of its group.
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await ended;
      return taken;
    }
  throw new Error('npm start ended before it was ready');
}
