import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { passwordMatches } from '../../db/password-hash.ts';
import { insertPasswordMail, type PasswordMailKind } from '../../db/password-mails.ts';
import { staffMember, webUser } from '../../db/person.ts';
import { credentials, mailLog, passwordMails, staffCredentials } from '../../db/schema/index.ts';
import { type Bench, failureOf, startBench } from './bench.ts';

const ADMINISTRATOR = '201234567000';
const APPLICANT = '201234567001';
const MAILBOX = 'taro.nihon@aonagi-trading.example';
const HOURS = 3_600_000;
const nothing = { temporaryHash: null, temporaryKind: null, temporaryExpiresAt: null };

let bench: Bench;
let before: Awaited<ReturnType<typeof credentialsOf>>;
beforeAll(async () => {
  bench = await startBench();
  before = await credentialsOf(ADMINISTRATOR);
});
beforeEach(async () => {
  bench.mail.clear();
  bench.mail.behave({ kind: 'accept' });
  bench.clock.now = new Date();
  await bench.db.delete(passwordMails);
  await bench.db.update(credentials).set({
    ...before,
    webUserId: undefined,
    ...nothing,
  });
});
afterAll(() => bench?.tearDown());

async function credentialsOf(webUserId: string) {
  const [row] = await bench.db.select().from(credentials).where(eq(credentials.webUserId, webUserId));
  if (!row) throw new Error('no credentials');
  return row;
}
const ask = async (webUserId: string, kind: PasswordMailKind) =>
  (await insertPasswordMail(bench.db, webUser(webUserId), kind, bench.clock.now)).passwordMailId;
const make = (passwordMailId: string) => bench.activities.makeAndMailTemporaryPassword({ passwordMailId });
const passwordIn = (text = '') => /(?:[2-9a-z]{4}-){4}[2-9a-z]{4}/.exec(text)?.[0] ?? '';
const mailed = () => bench.mail.mails.map(({ text }) => passwordIn(text));
const works = async (webUserId: string, password = '') =>
  passwordMatches((await credentialsOf(webUserId)).temporaryHash, password);

test('a reissue goes to the administrator, and the old password goes on working', async () => {
  expect(await make(await ask(ADMINISTRATOR, 'reissue'))).toBe('sent');
  const [mail] = bench.mail.to(MAILBOX);
  expect(mail?.text).toContain(ADMINISTRATOR);
  expect(mail?.text).toContain('1回だけ');
  expect(await works(ADMINISTRATOR, mailed()[0])).toBe(true);
  const now = await credentialsOf(ADMINISTRATOR);
  expect(now).toMatchObject({ passwordHash: before.passwordHash, temporaryKind: 'reissue' });
  expect(now.temporaryExpiresAt).toEqual(new Date(bench.clock.now.getTime() + 24 * HOURS));
});

test.each(['initial', 'reset'] as const)(
  '%s: an applicant’s password goes to the administrator, with the applicant’s name and ID',
  async (kind) => {
    await make(await ask(APPLICANT, kind));
    const [mail] = bench.mail.mails;
    expect(mail?.to).toEqual([MAILBOX]);
    expect(mail?.text).toContain(APPLICANT);
    expect(mail?.text).toMatch(/Webユーザー（申込者）.* 様/);
    expect(await works(APPLICANT, mailed()[0])).toBe(true);
    const { temporaryKind, temporaryExpiresAt } = await credentialsOf(APPLICANT);
    expect(temporaryKind).toBe(kind);
    expect(temporaryExpiresAt).toEqual(new Date(bench.clock.now.getTime() + 14 * 24 * HOURS));
    expect((await credentialsOf(ADMINISTRATOR)).temporaryHash).toBeNull();
  },
);

test.each(['staffInitial', 'staffReset'] as const)(
  '%s: a password of staff goes to themselves, for three days, and its second try kills the first',
  async (kind) => {
    await bench.db.update(staffCredentials).set(nothing);
    const { passwordMailId } = await insertPasswordMail(
      bench.db,
      staffMember('clerk1'),
      kind,
      bench.clock.now,
    );
    bench.mail.behave({ kind: 'acceptThenDrop' });
    expect(await failureOf(make(passwordMailId))).toBe('MailNotAccepted');
    bench.mail.behave({ kind: 'accept' });
    expect(await make(passwordMailId)).toBe('sent');
    expect(bench.mail.mails.map(({ to }) => to)).toEqual([
      ['clerk1@madoguchi.example'],
      ['clerk1@madoguchi.example'],
    ]);
    expect(bench.mail.mails[1]?.text).toMatch(/佐藤　美咲 様.*職員ID：\n {2}clerk1\n.*\/office\/login/s);
    const credentialsOfStaff = await bench.db.select().from(staffCredentials);
    const [given, ...others] = credentialsOfStaff.filter(({ temporaryHash }) => temporaryHash);
    expect(others).toEqual([]);
    expect(given).toMatchObject({
      staffId: 'clerk1',
      temporaryKind: kind,
      temporaryExpiresAt: new Date(bench.clock.now.getTime() + 72 * HOURS),
    });
    const good = await Promise.all(
      mailed().map((password) => passwordMatches(given?.temporaryHash, password)),
    );
    expect(good).toEqual([false, true]);
  },
);

test('each try makes another password under its own Message-ID, of which exactly the last works', async () => {
  const id = await ask(ADMINISTRATOR, 'reissue');
  for (let turn = 0; turn < 3; turn++) {
    bench.mail.behave({ kind: 'acceptThenDrop' });
    expect(await failureOf(make(id))).toBe('MailNotAccepted');
  }
  bench.mail.behave({ kind: 'accept' });
  expect(await make(id)).toBe('sent');
  const passwords = mailed();
  expect(new Set(passwords).size).toBe(4);
  expect(new Set(bench.mail.mails.map(({ messageId }) => messageId)).size).toBe(4);
  const good = await Promise.all(passwords.map((password) => works(ADMINISTRATOR, password)));
  expect(good).toEqual([false, false, false, true]);
});

test('once the mail was taken, nothing is made or mailed any more', async () => {
  const id = await ask(ADMINISTRATOR, 'reissue');
  await make(id);
  expect(await make(id)).toBe('sent');
  expect(bench.mail.mails).toHaveLength(1);
  expect(await works(ADMINISTRATOR, mailed()[0])).toBe(true);
});

const loggedMail = async (reference: string) =>
  (await bench.db.select().from(mailLog).where(eq(mailLog.reference, reference)))[0];

test('a try after the password was used, chosen or asked for anew revives nothing', async () => {
  const used = await ask(ADMINISTRATOR, 'reissue');
  bench.mail.behave({ kind: 'acceptThenDrop' });
  await failureOf(make(used));
  bench.mail.behave({ kind: 'accept' });
  await bench.db.update(credentials).set(nothing);
  expect(await make(used)).toBe('superseded');
  expect(await loggedMail(used)).toMatchObject({ sentAt: null, supersededAt: expect.any(Date) });

  const chosen = await ask(ADMINISTRATOR, 'reissue');
  await bench.db.update(credentials).set({ passwordChangedAt: new Date(bench.clock.now.getTime() + 1) });
  expect(await make(chosen)).toBe('superseded');

  bench.clock.now = new Date(bench.clock.now.getTime() + 1_000);
  const older = await ask(ADMINISTRATOR, 'reissue');
  bench.clock.now = new Date(bench.clock.now.getTime() + 1_000);
  const newer = await ask(ADMINISTRATOR, 'reissue');
  expect(await make(newer)).toBe('sent');
  expect(await make(older)).toBe('superseded');
  expect(await works(ADMINISTRATOR, mailed().at(-1))).toBe(true);
  expect(bench.mail.mails).toHaveLength(2);
});

test('a day after it was asked for nothing is made', async () => {
  const id = await ask(ADMINISTRATOR, 'reissue');
  bench.mail.behave({ kind: 'refuse', code: 451 });
  await failureOf(make(id));
  bench.mail.behave({ kind: 'accept' });
  const { temporaryHash } = await credentialsOf(ADMINISTRATOR);
  bench.clock.now = new Date(bench.clock.now.getTime() + 24 * HOURS + 1);
  expect(await failureOf(make(id))).toBe('TooLate');
  expect(await loggedMail(id)).toMatchObject({ attempts: 1, sentAt: null, givenUpAt: bench.clock.now });
  expect(await credentialsOf(ADMINISTRATOR)).toMatchObject({ temporaryHash });
  expect(bench.mail.mails).toEqual([]);
});

test('staff see a password that was a day old before its first try, and none that nobody waits for', async () => {
  const replaced = await ask(APPLICANT, 'reset');
  bench.clock.now = new Date(bench.clock.now.getTime() + 1_000);
  const late = await ask(APPLICANT, 'reset');
  bench.clock.now = new Date(bench.clock.now.getTime() + 24 * HOURS + 1);
  expect(await make(replaced)).toBe('superseded');
  expect(await loggedMail(replaced)).toBeUndefined();
  for (let turn = 0; turn < 2; turn++) expect(await failureOf(make(late))).toBe('TooLate');
  expect(await loggedMail(late)).toMatchObject({
    kind: 'applicantPasswordReset',
    recipient: MAILBOX,
    subject: expect.stringContaining('パスワードリセットのお知らせ'),
    attempts: 0,
    sentAt: null,
    supersededAt: null,
    givenUpAt: bench.clock.now,
  });
  expect(bench.mail.mails).toEqual([]);
});

test('neither mail log nor credentials hold the password', async () => {
  await make(await ask(ADMINISTRATOR, 'reissue'));
  const rows = JSON.stringify([
    await bench.db.select().from(mailLog),
    await bench.db.select().from(credentials),
  ]);
  expect(mailed()[0]).toMatch(/-/);
  expect(rows).not.toContain(mailed()[0]);
});
