import { availableParallelism } from 'node:os';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { httpClient } from './http.ts';
import { type Load, load, over, p50 } from './load.ts';
import { addUsers, logIn } from './login-users.ts';
import { type Bench, type Measurement, ROUNDS, SECONDS_A_ROUND } from './measurement.ts';
import { logInToKeycloak, makeRealm, startKeycloak } from './peers/keycloak.ts';
import { type BenchServers, startServers } from './servers.ts';

const CONNECTIONS = 8;
/** A Java program gets quicker for a while. */
const WARM_UP_SECONDS = 5 * SECONDS_A_ROUND;

/**
 * Logins of the whole product beside those of Keycloak, on the same Postgres and with the same Argon2id parameters: at eight
 * connections for how many, one after the other for how soon.
 */
export const login: Bench = async (say) => {
  const servers = await startServers();
  try {
    const measured = await besideKeycloak(servers, say);
    return measured;
  } finally {
    await servers.remove();
  }
};

async function besideKeycloak(servers: BenchServers, say: (line: string) => void): Promise<Measurement[]> {
  const users = await addUsers(servers.database.db, CONNECTIONS);
  const { web, url } = await servers.startWeb();
  const keycloak = await startKeycloak({
    databaseUrl: await servers.createDatabase('keycloak'),
    logFile: servers.logFile('keycloak'),
    hash: { memory: 19_456, iterations: 2 },
  });
  try {
    await makeRealm(keycloak.url, users, DEMO_PASSWORD);
    const [ours, theirs] = [httpClient(url), httpClient(keycloak.url)];
    const sides = {
      ours: { pids: [web.pid, servers.postgresPid], call: (user: string) => logIn(ours, user) },
      peer: {
        pids: [keycloak.program.pid, servers.postgresPid],
        call: (user: string) => logInToKeycloak(theirs, user, DEMO_PASSWORD),
      },
    };
    const round = (side: keyof typeof sides, atOnce: number, seconds = SECONDS_A_ROUND) => {
      const { pids, call } = sides[side];
      return load({ atOnce, seconds, pids }, (caller) => call(users[caller] ?? ''));
    };
    say(`Keycloak warms up for ${WARM_UP_SECONDS} s`);
    await round('peer', CONNECTIONS, WARM_UP_SECONDS);
    await round('ours', CONNECTIONS);
    const many: Rounds = { ours: [], peer: [] };
    const alone: Rounds = { ours: [], peer: [] };
    for (let number = 1; number <= ROUNDS; number++) {
      for (const side of ['ours', 'peer'] as const) {
        many[side].push(await round(side, CONNECTIONS));
        alone[side].push(await round(side, 1, SECONDS_A_ROUND / 2));
      }
      say(
        `round ${number}: ${[many.ours, many.peer].map((of) => of.at(-1)?.rate.toFixed(1)).join(' beside ')} logins a second`,
      );
    }
    const conditions = `${CONNECTIONS} connections, ${availableParallelism()} processors, m=19 MiB t=2`;
    return [
      compared('login', many, ({ rate }) => rate, 'per s', `peer: Keycloak; ${conditions}`),
      compared(
        'login-processor',
        many,
        ({ processor }) => processor,
        'ms',
        'of processors for a login, Postgres included',
      ),
      compared('login-latency', alone, p50, 'ms', 'one login after the other'),
    ];
  } finally {
    await keycloak.stop();
  }
}

type Rounds = Record<'ours' | 'peer', Load[]>;

const compared = (
  name: string,
  { ours, peer }: Rounds,
  figure: (round: Load) => number,
  unit: string,
  note: string,
) => ({
  name,
  ours: over(ours, figure),
  peer: over(peer, figure),
  unit,
  note,
});
