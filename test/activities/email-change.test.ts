import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteRequestAddress } from '../../db/email-changes.ts';
import { accessEvents, emailChanges, mailLog, webUsers } from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import { resumeCompany, resumeUser, suspendCompany, suspendUser } from '../../db/suspensions.ts';
import { type Bench, failureOf, insertEmailChange, startBench } from './bench.ts';

let bench: Bench;
let emailChangeId: string;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  bench.mail.clear();
  bench.clock.now = new Date();
  await bench.db.update(emailChanges).set({ stage: 'expired', endedAt: new Date() });
  emailChangeId = await insertEmailChange(bench, new Date(Date.now() + 86_400_000));
});
afterAll(() => bench?.tearDown());

const change = async () =>
  (await bench.db.select().from(emailChanges).where(eq(emailChanges.emailChangeId, emailChangeId)))[0];
const address = async () =>
  (await bench.db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567000')))[0]?.email;
const waitingMails = () =>
  bench.db
    .select()
    .from(mailLog)
    .where(
      and(
        eq(mailLog.reference, emailChangeId),
        isNull(mailLog.sentAt),
        isNull(mailLog.supersededAt),
        isNull(mailLog.givenUpAt),
      ),
    );
const linkIn = (text = '') => /email-changes\/(?:cancel\/)?([\w-]{43})/.exec(text)?.[1] ?? '';

test('the link goes to the new address, the notice to the old; the database keeps hashes alone', async () => {
  await bench.activities.sendVerification({ emailChangeId, generation: 1 });
  await bench.activities.sendChangeNotice({ emailChangeId });
  const [link] = bench.mail.to('new@aonagi-trading.example');
  const [notice] = bench.mail.to('old@aonagi-trading.example');
  expect(await change()).toMatchObject({
    confirmTokenHash: tokenHash(linkIn(link?.text)),
    cancelTokenHash: tokenHash(linkIn(notice?.text)),
  });
  expect(notice?.text).not.toContain('new@');
});

test('a link is mailed once, and not at all for an older generation or an ended change', async () => {
  await bench.activities.sendVerification({ emailChangeId, generation: 1 });
  await bench.activities.sendVerification({ emailChangeId, generation: 1 });
  await bench.activities.sendVerification({ emailChangeId, generation: 2 });
  await bench.activities.cancelAddressChange({ emailChangeId, by: 'administrator' });
  await bench.activities.sendChangeNotice({ emailChangeId });
  expect(bench.mail.mails).toHaveLength(1);
});

test('one who confirms before the notice could leave keeps nothing from the old address', async () => {
  bench.mail.behave({ kind: 'refuse', code: 451 });
  await expect(bench.activities.sendChangeNotice({ emailChangeId })).rejects.toThrow();
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.changeAddress({ emailChangeId, generation: 1 });
  await bench.activities.sendChangeNotice({ emailChangeId });
  await bench.activities.sendChangeNotice({ emailChangeId });
  const [notice, ...more] = bench.mail.to('old@aonagi-trading.example');
  expect(more).toEqual([]);
  expect(notice?.subject).toContain('メールアドレス変更のお知らせ');
  expect(notice?.text).not.toMatch(/\/email-changes\/|new@/);
  expect(await waitingMails()).toEqual([]);
});

test('mails of a cancelled change are not waited for', async () => {
  bench.mail.behave({ kind: 'refuse', code: 451 });
  await expect(bench.activities.sendVerification({ emailChangeId, generation: 1 })).rejects.toThrow();
  await expect(bench.activities.sendChangeNotice({ emailChangeId })).rejects.toThrow();
  expect(await waitingMails()).toHaveLength(2);
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.cancelAddressChange({ emailChangeId, by: 'administrator' });
  await bench.activities.sendVerification({ emailChangeId, generation: 1 });
  await bench.activities.sendChangeNotice({ emailChangeId });
  expect(bench.mail.mails).toEqual([]);
  expect(await waitingMails()).toEqual([]);
});

test('each try of a mail brings its own link under its own Message-ID, of which the last is good', async () => {
  bench.mail.behave({ kind: 'acceptThenDrop' });
  await expect(bench.activities.sendVerification({ emailChangeId, generation: 1 })).rejects.toThrow();
  await expect(bench.activities.sendChangeNotice({ emailChangeId })).rejects.toThrow();
  bench.mail.behave({ kind: 'accept' });
  await bench.activities.sendVerification({ emailChangeId, generation: 1 });
  await bench.activities.sendChangeNotice({ emailChangeId });
  const links = bench.mail.to('new@aonagi-trading.example');
  const notices = bench.mail.to('old@aonagi-trading.example');
  for (const mails of [links, notices]) expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(2);
  expect(await change()).toMatchObject({
    confirmTokenHash: tokenHash(linkIn(links.at(-1)?.text)),
    cancelTokenHash: tokenHash(linkIn(notices.at(-1)?.text)),
  });
});

test('a confirmation changes the address once, with its access event', async () => {
  const confirm = () => bench.activities.changeAddress({ emailChangeId, generation: 1 });
  await noteRequestAddress(bench.db, emailChangeId, '198.51.100.9');
  for (const progress of await Promise.all([confirm(), confirm()])) expect(progress.stage).toBe('changed');
  expect(await address()).toBe('new@aonagi-trading.example');
  const events = await bench.db.select().from(accessEvents).where(eq(accessEvents.subject, emailChangeId));
  expect(events).toMatchObject([{ operation: 'P-22', address: '198.51.100.9' }]);
});

test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
  [
    'a user',
    () => bench.db.transaction((tx) => suspendUser(tx, '201234567000', 'staff', new Date())),
    () => bench.db.transaction((tx) => resumeUser(tx, '201234567000', 'staff', new Date())),
  ],
  [
    'a company',
    () => bench.db.transaction((tx) => suspendCompany(tx, '201234567', new Date())),
    () => bench.db.transaction((tx) => resumeCompany(tx, '201234567')),
  ],
])('a confirmation of %s that is suspended changes nothing, until they go on', async (_, suspend, resume) => {
  const confirm = () => bench.activities.changeAddress({ emailChangeId, generation: 1 });
  await suspend();
  expect(await failureOf(confirm())).toBe('suspended');
  expect((await change())?.stage).toBe('pending');
  await resume();
  expect((await confirm()).stage).toBe('changed');
});

test('an older link, a link after its time and one that was cancelled change nothing', async () => {
  await bench.db
    .update(webUsers)
    .set({ email: 'kept@x.example' })
    .where(eq(webUsers.webUserId, '201234567000'));
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await bench.activities.renewVerification({ emailChangeId, generation: 2, expiresAt });
  expect((await change())?.confirmTokenHash).toBeNull();
  expect(await failureOf(bench.activities.changeAddress({ emailChangeId, generation: 1 }))).toBe(
    'supersededLink',
  );
  bench.clock.now = new Date(Date.now() + 86_500_000);
  expect(await failureOf(bench.activities.changeAddress({ emailChangeId, generation: 2 }))).toBe('ended');
  bench.clock.now = new Date();
  await bench.activities.cancelAddressChange({ emailChangeId, by: 'oldAddress' });
  expect(await failureOf(bench.activities.changeAddress({ emailChangeId, generation: 2 }))).toBe('ended');
  expect(await address()).toBe('kept@x.example');
});

test('of a confirmation and the expiry at once exactly one wins', async () => {
  await Promise.allSettled([
    bench.activities.changeAddress({ emailChangeId, generation: 1 }),
    bench.activities.expireEmailChange({ emailChangeId }),
  ]);
  const { stage } = (await change()) ?? {};
  expect((await address()) === 'new@aonagi-trading.example').toBe(stage === 'changed');
});
