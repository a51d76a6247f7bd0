import { availableParallelism } from 'node:os';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { httpClient } from './http.ts';
import { p50 } from './load.ts';
import { addUsers, logIn } from './login-users.ts';
import type { Bench } from './measurement.ts';
import { logInToKeycloak, makeRealm, startKeycloak } from './peers/keycloak.ts';
import { startServers } from './servers.ts';
import { compared, inTurns, processorsOf } from './turns.ts';

const CONNECTIONS = 8;

/**
 * Logins of the whole product beside those of Keycloak, on the same Postgres and with the same Argon2id parameters: at eight
 * connections for how many, one after the other for how soon.
 */
export const login: Bench = async (say) => {
  const servers = await startServers();
  try {
    const users = await addUsers(servers.database.db, CONNECTIONS);
    const { web, url } = await servers.startWeb();
    const keycloak = await startKeycloak({
      databaseUrl: await servers.createDatabase('keycloak'),
      logFile: servers.logFile('keycloak'),
      hash: { memory: 19_456, iterations: 2 },
    });
    servers.onRemove(keycloak.stop);
    await makeRealm(keycloak.url, users, DEMO_PASSWORD);
    const [ours, theirs] = [httpClient(url), httpClient(keycloak.url)];
    const sides = {
      ours: {
        pids: [web.pid, servers.postgresPid],
        call: (caller: number) => logIn(ours, users[caller] ?? ''),
      },
      peer: {
        pids: [keycloak.program.pid, servers.postgresPid],
        call: (caller: number) => logInToKeycloak(theirs, users[caller] ?? '', DEMO_PASSWORD),
      },
    };
    const many = await inTurns(sides, { atOnce: CONNECTIONS }, say);
    const alone = await inTurns(sides, { atOnce: 1, warmUp: 1 }, say);
    const conditions = `${CONNECTIONS} connections, ${availableParallelism()} processors, m=19 MiB t=2`;
    return [
      compared(many, {
        name: 'login',
        figure: ({ rate }) => rate,
        unit: 'per s',
        note: `peer: Keycloak; ${conditions}`,
      }),
      processorsOf(many, 'login'),
      compared(alone, {
        name: 'login-latency',
        figure: p50,
        unit: 'ms',
        note: 'half of the logins are quicker; one after the other',
      }),
    ];
  } finally {
    await servers.remove();
  }
};
