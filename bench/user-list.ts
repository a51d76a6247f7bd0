import { sql } from 'drizzle-orm';
import { connect, type Db } from '../db/client.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { cookiesOf, expectStatus, httpClient } from './http.ts';
import { logIn } from './login-users.ts';
import type { Bench } from './measurement.ts';
import { keycloakAdministration, makeRealm, REALM, startKeycloak } from './peers/keycloak.ts';
import { addPeople } from './people.ts';
import { addCompanies } from './queue-data.ts';
import { startServers } from './servers.ts';
import { compared, inTurns, processorsOf } from './turns.ts';

const COMPANIES = 500;
const USERS_A_COMPANY = 20;
const CONNECTIONS = 8;

/**
 * 20 of 10,000 users: the page on which an administrator sees the company's applicants, with its session and rights, beside
 * what Keycloak's administration API says of as many.
 */
export const userList: Bench = async (say) => {
  const servers = await startServers();
  try {
    const { db } = servers.database;
    const administrators = await fill(db);
    const { web, url } = await servers.startWeb();
    const keycloakUrl = await servers.createDatabase('keycloak');
    const keycloak = await startKeycloak({
      databaseUrl: keycloakUrl,
      logFile: servers.logFile('keycloak'),
    });
    servers.onRemove(keycloak.stop);
    await makeRealm(keycloak.url, [], DEMO_PASSWORD);
    await fillKeycloak(keycloakUrl);

    const client = httpClient(url);
    const cookies = await Promise.all(
      administrators.map(async (webUserId) => cookiesOf(await logIn(client, webUserId))),
    );
    const list = async (caller: number) => {
      const answer = await client.ask('/applicants', { headers: { cookie: cookies[caller] ?? '' } });
      expectStatus(answer, 200, 'the list of applicants');
      return answer;
    };
    const { ask } = await keycloakAdministration(keycloak.url);
    const listOfPeer = async (caller: number) => {
      const first = caller * USERS_A_COMPANY;
      const answer = await ask('GET', `/${REALM}/users?first=${first}&max=${USERS_A_COMPANY}`);
      expectStatus(answer, 200, "Keycloak's list of users");
      return answer;
    };
    const shown = (await list(0)).body.toString().match(/name="applicant"/g)?.length;
    const shownByPeer = (JSON.parse((await listOfPeer(0)).body.toString()) as unknown[]).length;
    if (shown !== USERS_A_COMPANY || shownByPeer !== USERS_A_COMPANY)
      throw new Error(`${shown} and ${shownByPeer} users are listed`);

    const rounds = await inTurns(
      {
        ours: { pids: [web.pid, servers.postgresPid], call: list },
        peer: { pids: [keycloak.program.pid, servers.postgresPid], call: listOfPeer },
      },
      { atOnce: CONNECTIONS },
      say,
    );
    return [
      compared(rounds, {
        name: 'user-list',
        figure: ({ rate }) => rate,
        unit: 'per s',
        note: `${USERS_A_COMPANY} of ${COMPANIES * USERS_A_COMPANY} users as a page; peer: Keycloak's JSON; ${CONNECTIONS} connections`,
      }),
      processorsOf(rounds, 'user-list'),
    ];
  } finally {
    await servers.remove();
  }
};

/** Returns as many administrators who can log in as there are connections. */
async function fill(db: Db): Promise<string[]> {
  await addCompanies(db, COMPANIES);
  await addPeople(db, COMPANIES, USERS_A_COMPANY);
  return Array.from({ length: CONNECTIONS }, (_, number) => `${400_000_001 + number}000`);
}

/** As many users, in the way in which Keycloak's own import leaves them, but in seconds. */
async function fillKeycloak(url: string): Promise<void> {
  const database = connect(url, { max: 1, timeout: 60_000 });
  try {
    await database.db.execute(sql`
      insert into user_entity (id, username, email, email_constraint, email_verified, enabled, first_name, last_name,
        realm_id, created_timestamp, not_before)
      select gen_random_uuid()::text, 'user' || n, 'user' || n || '@example.jp', 'user' || n || '@example.jp', true, true,
        '太郎', '日本', realm.id, 1700000000000 + n, 0
      from realm, generate_series(1, ${COMPANIES * USERS_A_COMPANY}::int) n where realm.name = ${REALM}`);
    await database.db.execute(sql`vacuum analyze user_entity`);
  } finally {
    await database.close();
  }
}
