/**
 * Logins a second over HTTP against bare Argon2id verifications a second, measured in turns in the same run: what a login
 * costs besides its hash. `node bench/login.ts` brings a Postgres, durable as in production, and a web server of its own
 * and removes them again.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { connect, type Db } from '../db/client.ts';
import { parseEncryptionKeys } from '../db/encryption.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { hashPassword } from '../db/password-hash.ts';
import { credentials, webUsers } from '../db/schema/index.ts';
import { DEMO_PASSWORD, seedDemo } from '../db/seed/demo.ts';
import { freePort } from '../dev/ports.ts';
import { startPostgres } from '../dev/postgres.ts';
import { type RunningProgram, startProgram } from '../dev/processes.ts';
import { waitFor } from '../dev/wait-for.ts';

const ROUNDS = 5;
const SECONDS_A_ROUND = 4;
/** Each with a user of its own, and together fewer than an address may fail at once. */
const CLIENTS = 8;

const folder = await mkdtemp(join(tmpdir(), 'madoguchi-bench-'));
await chmod(folder, 0o755);
const postgres = await startPostgres({
  folder: join(folder, 'postgres'),
  port: await freePort(),
  password: 'only for this run',
  logFile: join(folder, 'postgres.log'),
});
const DATABASE_URL = postgres.url();
const ENCRYPTION_KEYS = `bench:${randomBytes(32).toString('base64')}`;
await migrateDatabase(DATABASE_URL);
const database = connect(DATABASE_URL);
const users = await addUsers(database.db);
const { web, url } = await startWeb();

const hash = await hashPassword(DEMO_PASSWORD);
const rates: { bare: number[]; login: number[] } = { bare: [], login: [] };
await login(0);
for (let round = 0; round < ROUNDS; round++) {
  rates.bare.push(await rate(availableParallelism(), async () => void (await verify(hash, DEMO_PASSWORD))));
  rates.login.push(await rate(CLIENTS, login));
}
const [bare, logins] = [median(rates.bare), median(rates.login)];
console.log(`Argon2id verifications  ${bare.toFixed(1)} a second  (${shown(rates.bare)})`);
console.log(`logins over HTTP        ${logins.toFixed(1)} a second  (${shown(rates.login)})`);
console.log(`logins against verifications: ${((logins / bare) * 100).toFixed(0)} %`);

await web.stop();
await database.close();
await postgres.stop();
await rm(folder, { recursive: true, force: true });

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

async function login(client: number): Promise<void> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ webUserId: users[client] ?? '', password: DEMO_PASSWORD }),
  });
  await answer.arrayBuffer();
  if (answer.status !== 303) throw new Error(`a login answered ${answer.status}`);
}

async function startWeb(): Promise<{ web: RunningProgram; url: string }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const web = await startProgram({
    name: 'web',
    command: process.execPath,
    args: ['web/main.ts'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL,
      ENCRYPTION_KEYS,
      PORT: port,
      PUBLIC_URL: url,
      LOG_LEVEL: 'info',
    },
    logFile: join(folder, 'web.log'),
  });
  await waitFor(async () => (await fetch(`${url}/healthz`)).ok, { what: 'the web server to answer' });
  return { web, url };
}

/** As many applicants of one company as there are clients. */
async function addUsers(db: Db): Promise<string[]> {
  await seedDemo(db, parseEncryptionKeys(ENCRYPTION_KEYS));
  const [model] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567001'));
  if (!model) throw new Error('the demo data has no applicant');
  const ids = Array.from({ length: CLIENTS }, (_, client) => `2012345670${client + 50}`);
  await db.insert(webUsers).values(ids.map((webUserId) => ({ ...model, webUserId })));
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await db.insert(credentials).values(ids.map((webUserId) => ({ webUserId, passwordHash })));
  return ids;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function shown(values: number[]): string {
  return values.map((value) => value.toFixed(1)).join(', ');
}
