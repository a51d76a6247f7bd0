import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { insuredParties, loginThrottles, oneTimePasswords, webUserSessions } from '../../db/schema/index.ts';
import type { MailBehaviour } from '../support/mail.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { startWorker } from '../support/processes.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { type PrivateTemporal, startPrivateTemporal } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';
import { loggedInUser, type Visitor } from '../support/web.ts';
import { give, isOpen } from '../web/one-time-password-fixtures.ts';

const APPLICANT = '201234567001';
const MAILBOX = 'saori.mizuno@aonagi-trading.example';

let postgres: PrivatePostgres;
let temporal: PrivateTemporal;
let product: Product;
let applicant: Visitor;
beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startPrivatePostgres(), startPrivateTemporal()]);
  product = await startProductOn({
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  });
  await db().update(insuredParties).set({ usesOneTimePassword: true });
});
afterAll(async () => {
  await product?.stop();
  await Promise.all([postgres?.remove(), temporal?.remove()]);
});
beforeEach(async () => {
  product.mail.clear();
  await db().delete(loginThrottles);
  await db().delete(webUserSessions);
  applicant = await loggedInUser(product.url, APPLICANT);
});
afterEach(() => product.mail.behave({ kind: 'accept' }));

const db = () => product.database.db;
const made = async () => (await db().select().from(oneTimePasswords))[0]?.made ?? 0;
const isSent = async () => (await db().select().from(oneTimePasswords))[0]?.sentAt != null;
const codes = () =>
  product.mail.to(MAILBOX).map(({ text }) => /：\s+([0-9]{6})\n/.exec(text)?.[1] ?? 'no code');
const issue = async () =>
  expect((await applicant.post('/one-time-password')).headers.get('location')).toBe('/one-time-password');

async function onlyTheLastWorks() {
  const [last = '', ...earlier] = codes().reverse();
  const dead = earlier.find((code) => code !== last);
  if (dead) expect((await give(applicant, dead)).status, 'an earlier code').toBe(422);
  expect(await isOpen(applicant)).toBe(false);
  expect((await give(applicant, last)).headers.get('location')).toBe('/');
  expect(await isOpen(applicant)).toBe(true);
  const another = await loggedInUser(product.url, APPLICANT);
  expect((await give(another, last)).status, 'elsewhere').toBe(422);
}

const faults: [string, MailBehaviour][] = [
  ['refuses', { kind: 'refuse', code: 451 }],
  ['says nothing', { kind: 'hang' }],
  ['takes the mail and drops the line', { kind: 'acceptThenDrop' }],
];

test.each(faults)('the mail server %s: exactly the last mailed code works', async (_fault, behaviour) => {
  product.mail.behave(behaviour);
  await issue();
  await waitFor(async () => (await made()) >= 2, { what: 'a second try', timeout: 60_000 });
  expect(await isOpen(applicant)).toBe(false);
  product.mail.behave({ kind: 'accept' });
  await waitFor(isSent, { what: 'the mail', timeout: 60_000 });
  await onlyTheLastWorks();
});

test('a worker killed with -9 between storing the hash and mailing: the later mail’s code works', async () => {
  product.mail.behave({ kind: 'hang' });
  await issue();
  await waitFor(async () => (await made()) === 1, { what: 'the hash to be stored' });
  await product.worker.kill();
  expect(codes()).toEqual([]);
  product.mail.behave({ kind: 'accept' });
  Object.assign(product, { worker: await startWorker(product.environment) });
  await waitFor(isSent, { what: 'the mail', timeout: 100_000 });
  await onlyTheLastWorks();
});

test('Postgres restarted while codes are tried: no try is forgotten, and the session does not open by itself', async () => {
  await issue();
  await waitFor(isSent, { what: 'the mail', timeout: 60_000 });
  const [right = ''] = codes();
  const wrong = right === '000000' ? '000001' : '000000';
  const tries = Array.from({ length: 3 }, () => give(applicant, wrong).catch(() => undefined));
  await postgres.restart();
  const answered = (await Promise.all(tries)).filter((answer) => answer?.status === 422).length;
  const session = await waitFor(
    async () =>
      (
        await db()
          .select()
          .from(webUserSessions)
          .catch(() => [])
      )[0],
    {
      what: 'Postgres to be back',
    },
  );
  expect(session.oneTimePasswordTries).toBeGreaterThanOrEqual(answered);
  expect(session.oneTimePasswordVerifiedAt).toBeNull();
  await waitFor(async () => (await give(applicant, right)).status === 303, { what: 'the right code' });
});

test('with Temporal away, 発行 is taken, and the code comes when it is back', async () => {
  await temporal.stop();
  await issue();
  expect(codes()).toEqual([]);
  await temporal.start();
  await waitFor(isSent, { what: 'the mail', timeout: 100_000 });
  await onlyTheLastWorks();
});
