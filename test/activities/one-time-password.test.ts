import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertOneTimePassword } from '../../db/one-time-passwords.ts';
import { passwordMatches } from '../../db/password-hash.ts';
import { mailLog, oneTimePasswords, webUserSessions } from '../../db/schema/index.ts';
import { type Bench, failureOf, startBench } from './bench.ts';

const APPLICANT = '201234567001';
const MAILBOX = 'saori.mizuno@aonagi-trading.example';
const SESSION = 'a'.repeat(64);

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  bench.mail.clear();
  bench.mail.behave({ kind: 'accept' });
  bench.clock.now = new Date();
  await bench.db.delete(webUserSessions);
  await bench.db.insert(webUserSessions).values({
    idHash: SESSION,
    webUserId: APPLICANT,
    expiresAt: new Date(Date.now() + 3_600_000),
    address: '',
  });
});
afterAll(() => bench?.tearDown());

const ask = async () => {
  const asked = { webUserId: APPLICANT, sessionIdHash: SESSION };
  return (await insertOneTimePassword(bench.db, asked, bench.clock.now)).oneTimePasswordId;
};
const make = (oneTimePasswordId: string) =>
  bench.activities.makeAndMailOneTimePassword({ oneTimePasswordId });
const codeIn = (text = '') => /ワンタイムパスワード：\s+([0-9]{6})\n/.exec(text)?.[1] ?? '';
const mailed = () => bench.mail.mails.map(({ text }) => codeIn(text));
const rowOf = async (id: string) => {
  const [row] = await bench.db
    .select()
    .from(oneTimePasswords)
    .where(eq(oneTimePasswords.oneTimePasswordId, id));
  return row;
};
const logged = async (reference: string) =>
  (await bench.db.select().from(mailLog).where(eq(mailLog.reference, reference)))[0];
const works = async (id: string, code = '') => passwordMatches((await rowOf(id))?.codeHash, code);

test('the code goes to the user who asked, and only its hash is kept', async () => {
  const id = await ask();
  expect(await make(id)).toBe('sent');
  const [mail] = bench.mail.mails;
  expect(mail?.to).toEqual([MAILBOX]);
  expect(mail?.subject).not.toMatch(/[0-9]{6}/);
  expect(await works(id, codeIn(mail?.text))).toBe(true);
  const kept = JSON.stringify([await rowOf(id), await bench.db.select().from(mailLog)]);
  expect(kept).toContain('$argon2id$');
  expect(kept.replaceAll(id, '')).not.toContain(codeIn(mail?.text));
});

test('once the mail was taken, nothing is made or mailed any more', async () => {
  const id = await ask();
  await make(id);
  expect(await make(id)).toBe('sent');
  expect(bench.mail.mails).toHaveLength(1);
  expect(await works(id, mailed()[0])).toBe(true);
});

test('each try makes another code under its own Message-ID, of which exactly the last works', async () => {
  const id = await ask();
  for (const kind of ['acceptThenDrop', 'acceptThenDrop'] as const) {
    bench.mail.behave({ kind });
    expect(await failureOf(make(id))).toBe('MailNotAccepted');
  }
  bench.mail.behave({ kind: 'refuse', code: 451 });
  expect(await failureOf(make(id))).toBe('MailNotAccepted');
  bench.mail.behave({ kind: 'accept' });
  expect(await make(id)).toBe('sent');
  expect(new Set(bench.mail.mails.map(({ messageId }) => messageId)).size).toBe(3);
  const good: boolean[] = [];
  for (const code of mailed()) good.push(await works(id, code));
  expect(good.at(-1)).toBe(true);
  expect((await rowOf(id))?.made).toBe(4);
});

test('a silent mail server costs a try, not the code', { timeout: 30_000 }, async () => {
  const id = await ask();
  bench.mail.behave({ kind: 'hang' });
  expect(await failureOf(make(id))).toBe('MailNotAccepted');
  bench.mail.behave({ kind: 'accept' });
  expect(await make(id)).toBe('sent');
  expect(await works(id, mailed().at(-1))).toBe(true);
});

test('a code that would be expired is not mailed; a second before it is', async () => {
  const late = await ask();
  bench.clock.now = new Date(bench.clock.now.getTime() + 600_000);
  expect(await failureOf(make(late))).toBe('TooLate');
  expect(await logged(late), 'staff see that it never left').toMatchObject({
    recipient: MAILBOX,
    attempts: 0,
    sentAt: null,
    givenUpAt: bench.clock.now,
  });
  bench.clock.now = new Date(bench.clock.now.getTime() - 1_000);
  expect(await make(late)).toBe('sent');
  expect(await logged(late)).toMatchObject({ attempts: 1, sentAt: bench.clock.now, givenUpAt: null });
});

test('a code that comes too late is given up, one that is not wanted any more is not waited for', async () => {
  const replaced = await ask();
  bench.mail.behave({ kind: 'refuse', code: 451 });
  expect(await failureOf(make(replaced))).toBe('MailNotAccepted');
  const newest = await ask();
  expect(await make(replaced)).toBe('superseded');
  expect(await failureOf(make(newest))).toBe('MailNotAccepted');
  bench.clock.now = new Date(bench.clock.now.getTime() + 600_000);
  expect(await failureOf(make(newest))).toBe('TooLate');
  bench.mail.behave({ kind: 'accept' });
  expect(await logged(replaced)).toMatchObject({
    sentAt: null,
    supersededAt: expect.any(Date),
    givenUpAt: null,
  });
  expect(await logged(newest)).toMatchObject({
    sentAt: null,
    supersededAt: null,
    givenUpAt: expect.any(Date),
  });
});

test('what is replaced, used or logged out gets no mail', async () => {
  const older = await ask();
  const newer = await ask();
  expect(await make(older)).toBe('superseded');
  const used = { endedAt: new Date(), outcome: 'used' as const };
  await bench.db.update(oneTimePasswords).set(used).where(eq(oneTimePasswords.oneTimePasswordId, newer));
  expect(await make(newer)).toBe('superseded');
  const loggedOut = await ask();
  await bench.db.delete(webUserSessions);
  expect(await make(loggedOut)).toBe('superseded');
  expect(bench.mail.mails).toEqual([]);
});
