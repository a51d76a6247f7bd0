import { availableParallelism } from 'node:os';
import { verify } from '@node-rs/argon2';
import { hashPassword } from '../db/password-hash.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { httpClient } from './http.ts';
import { load } from './load.ts';
import { addUsers, logIn } from './login-users.ts';
import { type Bench, median, ROUNDS, SECONDS_A_ROUND } from './measurement.ts';
import { startServers } from './servers.ts';

/** Each with a user of its own, and together fewer than an address may fail at once. */
const CLIENTS = 8;

/** Logins a second over HTTP against bare Argon2id verifications a second: what a login costs besides its hash. */
export const loginLimit: Bench = async (say) => {
  const servers = await startServers();
  try {
    const users = await addUsers(servers.database.db, CLIENTS);
    const { url } = await servers.startWeb();
    const client = httpClient(url);
    const hash = await hashPassword(DEMO_PASSWORD);
    const bare = () =>
      load({ atOnce: availableParallelism(), seconds: SECONDS_A_ROUND }, () => verify(hash, DEMO_PASSWORD));
    const logins = () =>
      load({ atOnce: CLIENTS, seconds: SECONDS_A_ROUND }, (caller) => logIn(client, users[caller] ?? ''));
    const rates: { bare: number[]; login: number[] } = { bare: [], login: [] };
    await logins();
    for (let round = 1; round <= ROUNDS; round++) {
      rates.bare.push((await bare()).rate);
      rates.login.push((await logins()).rate);
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
