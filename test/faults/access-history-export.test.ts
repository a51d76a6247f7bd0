import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { accessHistoryExports } from '../../db/schema/index.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { addLongHistory } from '../support/access-history.ts';
import { ENCRYPTION_KEYS, testKeys } from '../support/encryption.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { startWeb, type WebProcess } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { loggedInUser, type Visitor } from '../support/web.ts';

/** A file of about 130 MB, of long lines: far more than may be in memory. */
const EVENTS = 100_000;
const WIDE = 10;

let postgres: PrivatePostgres;
let database: Database;
let web: WebProcess;
let administrator: Visitor;
beforeAll(async () => {
  postgres = await startPrivatePostgres();
  database = connect(postgres.url, { max: 2 });
  await seedDemo(database.db, testKeys);
  await addLongHistory(postgres.url, EVENTS, WIDE);
  await restartWeb();
});
afterAll(async () => {
  await web?.stop();
  await database?.close();
  await postgres?.remove();
});
beforeEach(() => database.db.delete(accessHistoryExports).then(() => {}));

/** Temporal is down: that keeps nobody from a download. */
async function restartWeb() {
  const environment = {
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEYS,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    TEMPORAL_TASK_QUEUE: 'none',
  };
  web = await startWeb(environment, { until: 'healthz' });
  administrator = await loggedInUser(web.url, '201234567000');
}

const today = todayInTokyo(new Date());
const form = new URLSearchParams({
  from: addDays(today, -300),
  to: today,
  user: '',
  layout: 'byUser',
  encoding: 'utf8',
}).toString();

/** A download whose reader takes nothing until it is told to. */
async function begin(): Promise<IncomingMessage> {
  const asked = request(`${web.url}/access-history/export`, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      cookie: [...administrator.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  asked.on('error', () => {});
  asked.end(form);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  return answer;
}

/** All that comes; throws where it was cut. */
async function read(answer: IncomingMessage) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    hash.update(chunk as Buffer);
  }
  return { bytes, hash: hash.digest('hex') };
}

/** A long file is read from one query while the next makes ready. */
const PARTS_AT_ONCE = 2;

const latest = async () => {
  const rows = await database.db.select().from(accessHistoryExports);
  return rows.toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime())[0];
};
/** Queries of downloads. */
const copies = async () => {
  const [row] = await database.db.execute<{ count: string }>(
    "select count(*) from pg_stat_activity where application_name = 'madoguchi copy'",
  );
  return Number(row?.count);
};
const memory = async () =>
  Number(/VmRSS:\s+([0-9]+) kB/.exec(await readFile(`/proc/${web.pid}/status`, 'utf8'))?.[1]) / 1024;

async function expectWhole(answer: IncomingMessage) {
  const file = await read(answer);
  expect(await latest()).toMatchObject({ outcome: 'finished', bytesSent: file.bytes, fileHash: file.hash });
  expect((await latest())?.eventsSent).toBeGreaterThanOrEqual(EVENTS);
}

test('a reader that takes nothing for a while holds Postgres up, fills no memory, and gets the whole file', async () => {
  await expectWhole(await begin());
  const before = await memory();
  const answer = await begin();
  const sent = async () => (await latest())?.bytesSent ?? 0;
  let last = -1;
  await waitFor(
    async () => {
      const now = await sent();
      const stands = now > 0 && now === last;
      last = now;
      return stands;
    },
    { what: 'the download to stand still', every: 1_500, timeout: 30_000 },
  );
  expect(last, 'bytes given away unread').toBeLessThan(16 * 1024 * 1024);
  expect((await memory()) - before, 'MB more than before').toBeLessThan(48);
  expect((await administrator.get('/access-history/export')).status).toBe(200);
  await expectWhole(answer);
});

test('a reader that leaves ends the query', async () => {
  const answer = await begin();
  expect(await copies()).toBe(PARTS_AT_ONCE);
  answer.destroy();
  await waitFor(async () => (await copies()) === 0, { what: 'the query to end' });
  await waitFor(async () => (await latest())?.outcome, { what: 'the row to say so' });
  expect(await latest()).toMatchObject({ outcome: 'left', fileHash: null });
});

test('Postgres is restarted: the file is cut, the server lives, and the next one is whole', async () => {
  const answer = await begin();
  await postgres.restart();
  await expect(read(answer)).rejects.toThrow('aborted');
  expect(web.isRunning()).toBe(true);
  await waitFor(async () => expectWhole(await begin()).then(() => true), {
    what: 'a whole file',
    timeout: 30_000,
  });
});

test('the server is killed: the file is cut, and the page says that it was interrupted', async () => {
  const answer = await begin();
  await web.kill();
  await expect(read(answer)).rejects.toThrow('aborted');
  await waitFor(async () => (await copies()) === 0, { what: 'its query to end' });
  expect(await latest()).toMatchObject({ outcome: null });
  await restartWeb();
  await database.db.update(accessHistoryExports).set({ seenAt: new Date(Date.now() - 60_000) });
  expect(await (await administrator.get('/access-history/export')).text()).toContain('途中で終わりました');
  await expectWhole(await begin());
});

test('thirty at once: two are carried out, the others told to wait, and pages answer meanwhile', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, begin));
  const statuses = answers.map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => status === 200).length).toBe(2);
  expect(statuses.filter((status) => status === 429).length).toBe(28);
  expect((await administrator.get('/own-details')).status).toBe(200);
  expect(await copies()).toBe(2 * PARTS_AT_ONCE);
  await Promise.all(answers.map(read));
  expect(await copies()).toBe(0);
});
