/**
 * How long the server takes for a page of the queue and its counts, with 10,000 open and 200,000 closed pieces of work:
 * `node bench/queue.ts` brings a Postgres, durable as in production, and removes it again. Each figure is the median of
 * the whole answer, from the request to the last byte of the page.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connect } from '../db/client.ts';
import { parseEncryptionKeys } from '../db/encryption.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { DEMO_PASSWORD, seedDemo } from '../db/seed/demo.ts';
import { freePort } from '../dev/ports.ts';
import { startPostgres } from '../dev/postgres.ts';
import { createApp } from '../web/app.ts';
import { readConfig } from '../web/config.ts';
import type { Temporal } from '../web/temporal.ts';
import { fillQueue } from './queue-data.ts';

const AMOUNT = { companies: 12_000, open: 10_000, closed: 200_000 };
const TURNS = 21;

const folder = await mkdtemp(join(tmpdir(), 'madoguchi-bench-'));
await chmod(folder, 0o755);
const postgres = await startPostgres({
  folder: join(folder, 'postgres'),
  port: await freePort(),
  password: 'only for this run',
  logFile: join(folder, 'postgres.log'),
});
const environment = {
  DATABASE_URL: postgres.url(),
  PUBLIC_URL: 'http://portal.bench',
  LOG_LEVEL: 'silent',
  STAFF_SECOND_FACTOR: 'optional',
  ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 1).toString('base64')}`,
};
await migrateDatabase(environment.DATABASE_URL);
const database = connect(environment.DATABASE_URL);
await seedDemo(database.db, parseEncryptionKeys(environment.ENCRYPTION_KEYS));
await fillQueue(database.db, AMOUNT);

const app = createApp({
  db: database.db,
  config: readConfig(environment),
  logger: pino({ level: 'silent' }),
  temporal: {} as Temporal,
});
const cookie = await logIn();

for (const [name, path] of [
  ['未決裁すべて', '/office?state=undecided'],
  ['自分の担当', '/office?assignee=mine'],
  ['期限超過', '/office?due=overdue'],
  ['最後のページ', '/office?state=undecided&page=200'],
  ['すべての状態', '/office?state=all'],
  ['反映済', '/office?state=applied'],
  ['番号の先頭', '/office?q=W20260101-0001'],
  ['保険利用者名', `/office?q=${encodeURIComponent('青海貿易100')}`],
  ['多くの会社に合う名前', `/office?q=${encodeURIComponent('精機')}`],
] as const) {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) times.push(await timed(path));
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((TURNS - 1) * share)] ?? 0).toFixed(1).padStart(6);
  console.log(`${at(0.5)} ms (p95 ${at(0.95)} ms)  ${name}`);
}

await database.close();
await postgres.stop();
await rm(folder, { recursive: true, force: true });

async function timed(path: string): Promise<number> {
  const began = performance.now();
  const answer = await app.request(path, { headers: { cookie } });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return performance.now() - began;
}

async function logIn(): Promise<string> {
  const answer = await app.request('/office/login', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ staffId: 'clerk1', password: DEMO_PASSWORD }).toString(),
  });
  if (answer.status !== 303) throw new Error(`the login answered ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
}
