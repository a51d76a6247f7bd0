import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { hashPassword } from '../db/password-hash.ts';
import { credentials, webUsers } from '../db/schema/index.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { type Bench, median, ROUNDS } from './measurement.ts';
import { startServers } from './servers.ts';

const SECONDS_A_ROUND = 4;
/** Each with a user of its own, and together fewer than an address may fail at once. */
const CLIENTS = 8;

/** Logins a second over HTTP against bare Argon2id verifications a second: what a login costs besides its hash. */
export const loginLimit: Bench = async (say) => {
  const servers = await startServers();
  try {
    const users = await addUsers(servers.database.db);
    const { url } = await servers.startWeb();
    const hash = await hashPassword(DEMO_PASSWORD);
    const rates: { bare: number[]; login: number[] } = { bare: [], login: [] };
    await login(url, users[0]);
    for (let round = 1; round <= ROUNDS; round++) {
      rates.bare.push(
        await rate(availableParallelism(), async () => void (await verify(hash, DEMO_PASSWORD))),
      );
      rates.login.push(await rate(CLIENTS, (client) => login(url, users[client])));
      say(
        `round ${round}: ${rates.login.at(-1)?.toFixed(1)} logins, ${rates.bare.at(-1)?.toFixed(1)} verifications`,
      );
    }
    return [
      {
        name: 'login-limit',
        ours: median(rates.login),
        peer: median(rates.bare),
        unit: 'per s',
        note: 'logins over HTTP; peer: bare Argon2id verifications',
      },
    ];
  } finally {
    await servers.remove();
  }
};

/** Whole calls a second, with so many running at any time. */
async function rate(atOnce: number, call: (client: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let done = 0;
  const client = async (number: number) => {
    while (performance.now() - began < SECONDS_A_ROUND * 1000) {
      await call(number);
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => client(number)));
  return (done / (performance.now() - began)) * 1000;
}

async function login(url: string, webUserId = ''): Promise<void> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ webUserId, password: DEMO_PASSWORD }),
  });
  await answer.arrayBuffer();
  if (answer.status !== 303) throw new Error(`a login answered ${answer.status}`);
}

/** As many applicants of one company as there are clients. */
async function addUsers(db: Db): Promise<string[]> {
  const [model] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567001'));
  if (!model) throw new Error('the demo data has no applicant');
  const ids = Array.from({ length: CLIENTS }, (_, client) => `2012345670${client + 50}`);
  await db.insert(webUsers).values(ids.map((webUserId) => ({ ...model, webUserId })));
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await db.insert(credentials).values(ids.map((webUserId) => ({ webUserId, passwordHash })));
  return ids;
}
