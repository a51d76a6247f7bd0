/** Keycloak, as its guide for production says: built once for Postgres, then started optimised. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '../../dev/ports.ts';
import { type RunningProgram, readyOrEnded, startProgram } from '../../dev/processes.ts';
import { waitFor } from '../../dev/wait-for.ts';
import { type Answer, expectStatus, type HttpClient, httpClient } from '../http.ts';
import { needProgram, peerFolder, run } from './cache.ts';

const VERSION = '26.7.3';
export const REALM = 'bench';

export interface Keycloak {
  url: string;
  program: RunningProgram;
  /** Milliseconds from its start to its first answer. */
  readyAfter: number;
  stop(): Promise<void>;
}

export interface KeycloakOptions {
  /** `postgres://…` of an empty database, or of one that it has been in before. */
  databaseUrl: string;
  logFile: string;
  /** Argon2id's parameters, as `db/password-hash.ts` has them. */
  hash?: { memory: number; iterations: number };
}

/** What its administrator logs in with; nobody else can reach it. */
const ADMINISTRATOR = { name: 'bench', password: randomBytes(12).toString('hex') };

export async function startKeycloak({ databaseUrl, logFile, hash }: KeycloakOptions): Promise<Keycloak> {
  const folder = await installKeycloak();
  const port = await freePort();
  const database = new URL(databaseUrl);
  const began = performance.now();
  const program = await startProgram({
    name: 'Keycloak',
    command: join(folder, 'bin/kc.sh'),
    args: [
      'start',
      '--optimized',
      '--http-enabled=true',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      '--hostname-strict=false',
      '--cache=local',
    ],
    env: {
      PATH: process.env.PATH,
      KC_DB_URL: `jdbc:postgresql://${database.host}${database.pathname}`,
      KC_DB_USERNAME: database.username,
      KC_DB_PASSWORD: decodeURIComponent(database.password),
      KC_DB_POOL_MAX_SIZE: '20',
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR.name,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMINISTRATOR.password,
      ...(hash
        ? {
            KC_SPI_PASSWORD_HASHING__ARGON2__MEMORY: String(hash.memory),
            KC_SPI_PASSWORD_HASHING__ARGON2__ITERATIONS: String(hash.iterations),
          }
        : {}),
    },
    logFile,
  });
  const url = `http://127.0.0.1:${port}`;
  const ready = waitFor(async () => (await fetch(`${url}/realms/master`)).ok, {
    timeout: 300_000,
    every: 50,
    what: 'Keycloak to answer',
  });
  await readyOrEnded(program, ready);
  return { url, program, readyAfter: performance.now() - began, stop: () => program.stop(20_000) };
}

const installKeycloak = (): Promise<string> => {
  needProgram('java', 'Keycloak');
  return peerFolder(`keycloak-${VERSION}`, async (folder) => {
    const mvn = needProgram('mvn', 'Keycloak');
    const archive = `keycloak-quarkus-dist-${VERSION}.tar.gz`;
    const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:tar.gz`;
    await run(mvn, ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
    await run(needProgram('tar', 'Keycloak'), [
      'xzf',
      join(folder, archive),
      '-C',
      folder,
      '--strip-components=1',
    ]);
    await run(join(folder, 'bin/kc.sh'), ['build', '--db=postgres']);
  });
};

/** The administration API. */
export async function keycloakAdministration(url: string) {
  const client = httpClient(url);
  const token = await tokenOf(client);
  const ask = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> =>
    client.ask(`/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return { ask, client };
}

async function tokenOf(client: HttpClient): Promise<string> {
  const answer = await client.ask('/realms/master/protocol/openid-connect/token', {
    method: 'POST',
    body: {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: ADMINISTRATOR.name,
      password: ADMINISTRATOR.password,
    },
  });
  expectStatus(answer, 200, "the login of Keycloak's administrator");
  return (JSON.parse(answer.body.toString()) as { access_token: string }).access_token;
}

/**
 * A realm that does what our login does: it slows down those who fail, keeps a session, and records the login in its
 * database. Its users log in by name and password in one request, the shortest way that Keycloak has.
 */
export async function makeRealm(url: string, userNames: readonly string[], password: string): Promise<void> {
  const { ask, client } = await keycloakAdministration(url);
  const made = await ask('POST', '', {
    realm: REALM,
    enabled: true,
    bruteForceProtected: true,
    eventsEnabled: true,
    clients: [{ clientId: 'portal', publicClient: true, directAccessGrantsEnabled: true }],
    users: userNames.map((username) => ({
      username,
      enabled: true,
      email: `${username}@example.jp`,
      firstName: '太郎',
      lastName: '日本',
      credentials: [{ type: 'password', value: password, temporary: false }],
    })),
  });
  expectStatus(made, 201, 'the making of a realm');
  client.close();
}

export async function logInToKeycloak(client: HttpClient, username: string, password: string): Promise<void> {
  const answer = await client.ask(`/realms/${REALM}/protocol/openid-connect/token`, {
    method: 'POST',
    body: { grant_type: 'password', client_id: 'portal', username, password },
  });
  expectStatus(answer, 200, "Keycloak's login");
}
