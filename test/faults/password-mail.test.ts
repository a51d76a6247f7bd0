import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashPassword } from '../../db/password-hash.ts';
import { credentials, loginThrottles, passwordMails } from '../../db/schema/index.ts';
import type { MailBehaviour } from '../support/mail.ts';
import { askForReissue, CHOSEN_PASSWORD, passwordIn, tryLogin } from '../support/passwords.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../support/postgres.ts';
import { startWorker } from '../support/processes.ts';
import { type Product, startProductOn } from '../support/product.ts';
import { type PrivateTemporal, startPrivateTemporal } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';
import { DEMO_PASSWORD, loggedInUser } from '../support/web.ts';

const ADMINISTRATOR = '201234567000';
const APPLICANT = '201234567001';
const MAILBOX = 'taro.nihon@aonagi-trading.example';

let postgres: PrivatePostgres;
let temporal: PrivateTemporal;
let product: Product;
beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startPrivatePostgres(), startPrivateTemporal()]);
  product = await startProductOn({
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  });
});
afterAll(async () => {
  await product?.stop();
  await Promise.all([postgres?.remove(), temporal?.remove()]);
});

beforeEach(async () => {
  product.mail.clear();
  await db().delete(loginThrottles);
  await db().delete(passwordMails);
  await db()
    .update(credentials)
    .set({
      passwordHash: await hashPassword(DEMO_PASSWORD),
      passwordChangedAt: null,
      temporaryHash: null,
      temporaryKind: null,
      temporaryExpiresAt: null,
      disabledAt: null,
    });
});
afterEach(() => product.mail.behave({ kind: 'accept' }));

const db = () => product.database.db;
const logsIn = async (webUserId: string, password: string) =>
  (await tryLogin(product.url, webUserId, password)) !== undefined;
const made = async () => (await db().select().from(passwordMails))[0]?.made ?? 0;
const isSent = async () => (await db().select().from(passwordMails))[0]?.sentAt != null;
const passwords = () => product.mail.to(MAILBOX).map(passwordIn);

/** By the administrator, on the applicant's page: the old password stops at once. */
async function reset() {
  const administrator = await loggedInUser(product.url, ADMINISTRATOR);
  await administrator.get(`/applicants/${APPLICANT}/password-reset`);
  const answer = await administrator.post(`/applicants/${APPLICANT}/password-reset`);
  expect(answer.headers.get('location')).toBe(`/applicants/${APPLICANT}/password-reset/complete`);
}
const reissue = async () => {
  expect((await askForReissue(product.url, ADMINISTRATOR, MAILBOX)).status).toBe(303);
};

const faults: [string, MailBehaviour][] = [
  ['refuses', { kind: 'refuse', code: 451 }],
  ['says nothing', { kind: 'hang' }],
  ['takes the mail and drops the line', { kind: 'acceptThenDrop' }],
];
const acts = [
  ['reissue', ADMINISTRATOR, reissue],
  ['reset', APPLICANT, reset],
] as const;
const cases = acts.flatMap(([act, webUserId, begin]) =>
  faults.map(([fault, behaviour]) => ({ act, webUserId, begin, fault, behaviour })),
);

test.each(cases)(
  '$act while the mail server $fault: exactly the last mailed password works, and once',
  async ({ act, webUserId, begin, behaviour }) => {
    product.mail.behave(behaviour);
    await begin();
    await waitFor(async () => (await made()) >= 2, { what: 'a second try', timeout: 60_000 });
    expect(await logsIn(ADMINISTRATOR, DEMO_PASSWORD), 'the administrator is not locked out').toBe(true);
    if (act === 'reset') expect(await logsIn(APPLICANT, DEMO_PASSWORD), 'the reset password').toBe(false);
    product.mail.behave({ kind: 'accept' });
    await waitFor(isSent, { what: 'the mail', timeout: 60_000 });

    const ids = product.mail.to(MAILBOX).map(({ messageId }) => messageId);
    expect(new Set(ids).size, 'each mail has a Message-ID of its own').toBe(ids.length);
    const [last, ...earlier] = passwords().reverse();
    for (const dead of earlier) expect(await logsIn(webUserId, dead), 'an earlier password').toBe(false);
    const inside = await tryLogin(product.url, webUserId, last ?? '');
    expect((await inside?.get('/'))?.headers.get('location'), 'it only leads to choosing').toBe('/password');
    for (const used of passwords()) expect(await logsIn(webUserId, used), 'once only').toBe(false);
    if (act === 'reissue') expect(await logsIn(webUserId, DEMO_PASSWORD), 'until one is chosen').toBe(true);

    const chosen = await inside?.post('/password', { password: CHOSEN_PASSWORD, again: CHOSEN_PASSWORD });
    expect(chosen?.status).toBe(303);
    expect(await logsIn(webUserId, DEMO_PASSWORD)).toBe(false);
    expect(await logsIn(webUserId, CHOSEN_PASSWORD)).toBe(true);
  },
);

test('a password used before the server’s answer was lost: no further try, and no second password', async () => {
  product.mail.behave({ kind: 'acceptThenDrop' });
  await reissue();
  const used: string[] = [];
  await waitFor(
    async () => {
      const [newest] = passwords().reverse();
      if (newest && !used.includes(newest) && (await logsIn(ADMINISTRATOR, newest))) used.push(newest);
      return used.length > 0;
    },
    { what: 'a mailed password to be in time', every: 10, timeout: 30_000 },
  );
  const tries = await made();
  const mails = passwords().length;
  product.mail.behave({ kind: 'accept' });
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(await made()).toBe(tries);
  expect(passwords()).toHaveLength(mails);
  for (const password of passwords()) expect(await logsIn(ADMINISTRATOR, password)).toBe(false);
  expect(await logsIn(ADMINISTRATOR, DEMO_PASSWORD)).toBe(true);
});

test('a worker killed with -9 between storing the hash and mailing: the later mail’s password works', async () => {
  product.mail.behave({ kind: 'hang' });
  await reissue();
  await waitFor(async () => (await made()) === 1, { what: 'the hash to be stored' });
  const [{ temporaryHash: orphan } = {}] = await db()
    .select()
    .from(credentials)
    .where(eq(credentials.webUserId, ADMINISTRATOR));
  await product.worker.kill();
  expect(orphan).not.toBeNull();
  expect(passwords()).toEqual([]);
  expect(await logsIn(ADMINISTRATOR, DEMO_PASSWORD), 'not locked out').toBe(true);

  product.mail.behave({ kind: 'accept' });
  Object.assign(product, { worker: await startWorker(product.environment) });
  await waitFor(isSent, { what: 'the mail', timeout: 100_000 });
  expect(await made()).toBe(2);
  expect(passwords()).toHaveLength(1);
  expect(await logsIn(ADMINISTRATOR, passwords()[0] ?? '')).toBe(true);
  expect(await logsIn(ADMINISTRATOR, passwords()[0] ?? '')).toBe(false);
});
