import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listLetterPrints } from '../../db/letters.ts';
import { credentials, staffEvents } from '../../db/schema/index.ts';
import { letters, registrations } from '../../db/schema/registrations.ts';
import { CHOSEN_PASSWORD } from '../support/passwords.ts';
import { type RecordingWorkflows, recordingWorkflows } from '../support/recording-workflows.ts';
import {
  claimRegistration,
  decideRegistration,
  headOfficeInput,
  letterOf,
  markPosted,
  print,
  register,
} from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
let workflows: RecordingWorkflows;
let clerk: Visitor;
let approver: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  clerk = await web.staff('clerk1');
  approver = await web.staff('approver1');
});
afterAll(() => web?.close());
beforeEach(() => {
  workflows = recordingWorkflows(web.services.db);
  web.services.temporal = workflows.temporal;
});

let count = 0;
/** An approved registration with its letter. */
async function approved(changes: Record<string, string> = {}) {
  count += 1;
  const email = `letter${count}@nitta-boeki.example`;
  const input = headOfficeInput({
    'administrator.email': email,
    'administrator.emailAgain': email,
    ...changes,
  });
  const number = await register(web.visitor(`198.51.100.${count}`), 'head-office', input);
  await claimRegistration(clerk, number);
  await decideRegistration(approver, number);
  return { number, ...(await letterOf(web.services.db, number)) };
}

const logIn = (webUserId: string, password: string) => {
  const visitor = web.visitor(`192.0.2.${count}`);
  return visitor.post('/login', { webUserId, password }).then((answer) => ({ answer, visitor }));
};
const leadsToChoosing = async (webUserId: string, password: string) =>
  (await logIn(webUserId, password)).answer.headers.get('location') === '/password';
const letterNow = async (letterId: string) =>
  (await web.services.db.select().from(letters).where(eq(letters.letterId, letterId)))[0];

const replace = (letterId: string, reasonText = '宛先不明で戻ってきた。') =>
  clerk.post(`/office/letters/${letterId}/replacement`, { reasonText });

test('the letter says to whom, which ID, a password in groups, how to begin and until when; it is not to be stored', async () => {
  const { letterId, webUserId, number } = await approved();
  const answer = await clerk.post(`/office/letters/${letterId}/print`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const page = await answer.text();
  for (const said of [
    '〒100-0001',
    '東京都千代田区千代田1-1-1',
    '新田貿易株式会社',
    '新田　望　様',
    webUserId,
    number,
    '/login',
  ])
    expect(page).toContain(said);
  expect(page).toMatch(/パスワードの有効期限.*まで/s);
});

test('its password leads to choosing one, works once, and stands nowhere but on the letter', async () => {
  const { letterId, webUserId } = await approved();
  const { status, password } = await print(clerk, letterId);
  expect(status).toBe(200);
  expect(password).toMatch(/^(?:[a-z0-9]{4}-){4}[a-z0-9]{4}$/);
  const [proof] = await web.services.db
    .select()
    .from(credentials)
    .where(eq(credentials.webUserId, webUserId));
  expect(proof?.temporaryKind).toBe('letter');
  const days = (Number(proof?.temporaryExpiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30);
  expect(JSON.stringify(proof)).not.toContain(password);
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, webUserId));
  expect(events).toMatchObject([{ operation: 'letterPrinted', staffId: 'clerk1' }]);
  expect(await (await clerk.get('/office/letters')).text()).not.toContain(password);
  expect(await leadsToChoosing(webUserId, password)).toBe(true);
  expect((await logIn(webUserId, password)).answer.status).toBe(401);
});

test('printed again it has a new password, says so before, and kills the earlier one and what was begun with it', async () => {
  const { letterId, webUserId } = await approved();
  const first = await print(clerk, letterId);
  const { visitor: early } = await logIn(webUserId, first.password);
  expect((await early.get('/password')).status).toBe(200);
  const warning = await (await approver.get(`/office/letters/${letterId}/print`)).text();
  expect(warning).toContain('先に印刷した通知書のパスワードは使えなくなります');
  const second = await print(approver, letterId, (await letterNow(letterId))?.printedAt ?? null);
  expect(second.status).toBe(200);
  expect(second.password).not.toBe(first.password);
  expect((await early.get('/password')).status).toBe(303);
  expect((await logIn(webUserId, first.password)).answer.status).toBe(401);
  expect(await leadsToChoosing(webUserId, second.password)).toBe(true);
});

test('printed again it says why, and every print stays on record', async () => {
  const { letterId } = await approved();
  await print(clerk, letterId);
  const seen = (await letterNow(letterId))?.printedAt ?? null;
  const printedAt = seen?.toISOString() ?? '';
  const without = await approver.post(`/office/letters/${letterId}/print`, { printedAt, reasonText: ' ' });
  expect(without.status).toBe(422);
  expect(await without.text()).toContain('理由を入力してください');
  expect((await letterNow(letterId))?.printedAt).toEqual(seen);
  await print(approver, letterId, seen);
  const prints = await listLetterPrints(web.services.db, letterId);
  expect(prints.map(({ printedBy, reasonText }) => [printedBy, reasonText])).toEqual([
    ['clerk1', null],
    ['approver1', '紙詰まりのため。'],
  ]);
  expect(await (await clerk.get(`/office/letters/${letterId}/print`)).text()).toContain('紙詰まりのため。');
});

test('a second press, or another’s, does not silently make the first print worthless', async () => {
  const { letterId, webUserId } = await approved();
  const answers = await Promise.all([
    print(clerk, letterId),
    print(approver, letterId),
    print(clerk, letterId),
  ]);
  const printed = answers.filter(({ status }) => status === 200);
  expect(printed).toHaveLength(1);
  for (const { status, page, password } of answers.filter((one) => !printed.includes(one))) {
    expect(status).toBe(409);
    expect(password).toBe('');
    expect(page).toContain('この通知書はすでに印刷されています');
  }
  expect((await print(clerk, letterId, new Date(0))).status).toBe(409);
  expect(await leadsToChoosing(webUserId, printed[0]?.password ?? '')).toBe(true);
});

test('a letter cannot be posted before it is printed; posted, it completes the registration and is printed no more', async () => {
  const { letterId, number } = await approved();
  const early = await markPosted(clerk, letterId);
  expect(early.status).toBe(409);
  expect(await early.text()).toContain('通知書がまだ印刷されていません');
  await print(clerk, letterId);
  expect((await markPosted(clerk, letterId)).status).toBe(303);
  const { printedAt, postedAt, postedBy } = (await letterNow(letterId)) ?? {};
  expect(postedAt).toBeInstanceOf(Date);
  expect(postedBy).toBe('clerk1');
  const [registration] = await web.services.db
    .select()
    .from(registrations)
    .where(eq(registrations.registrationNumber, number));
  expect(registration?.stage).toBe('registered');
  const { status, page } = await print(clerk, letterId, printedAt ?? null);
  expect(status).toBe(409);
  expect(page).toContain('の通知書は印刷していません');
  expect(page).toContain('すでに発送済みになっています');
  expect((await markPosted(clerk, letterId)).status).toBe(409);
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.at(-1)).toMatchObject({ operation: 'letterPosted', staffId: 'clerk1' });
});

test('posted 20 times at once, it is posted once', async () => {
  const { letterId, number } = await approved();
  await print(clerk, letterId);
  await Promise.all(Array.from({ length: 20 }, () => markPosted(clerk, letterId)));
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, number));
  expect(events.filter(({ operation }) => operation === 'letterPosted')).toHaveLength(1);
});

test('once the user has chosen a password, no letter can take it over', async () => {
  const { letterId, webUserId } = await approved();
  const { password } = await print(clerk, letterId);
  const { visitor } = await logIn(webUserId, password);
  const chosen = await visitor.post('/password', { password: CHOSEN_PASSWORD, again: CHOSEN_PASSWORD });
  expect(chosen.status, 'choosing').toBeLessThan(400);
  const again = await print(clerk, letterId, (await letterNow(letterId))?.printedAt ?? null);
  expect(again.status).toBe(409);
  expect(again.password).toBe('');
  expect((await logIn(webUserId, CHOSEN_PASSWORD)).answer.headers.get('location')).toBe('/');
  expect(await (await clerk.get('/office/letters')).text()).toMatch(
    new RegExp(`letter-${letterId}.*ログイン済`, 's'),
  );
});

test('markup in names is text on letter and list', async () => {
  const markup = '"><script>alert(1)</script>';
  const { letterId } = await approved({
    'party.name': markup,
    'administrator.name': markup,
    'administrator.title': markup,
  });
  expect(await (await clerk.get('/office/letters')).text()).not.toContain('<script>alert');
  expect((await print(clerk, letterId)).page).not.toContain('<script>alert');
});

test('an ID that is none is not found', async () => {
  expect((await clerk.post('/office/letters/nonsense/print')).status).toBe(404);
  expect((await clerk.post(`/office/letters/${crypto.randomUUID()}/print`)).status).toBe(404);
});

test('a letter lost in the post is written anew, once, and its print ends the first password', async () => {
  const { letterId, webUserId, number } = await approved();
  const first = await print(clerk, letterId);
  expect((await replace(letterId)).status).toBe(303);
  const ofUser = () => web.services.db.select().from(letters).where(eq(letters.webUserId, webUserId));
  expect(await ofUser(), 'nothing is lost before it was posted').toHaveLength(1);
  await markPosted(clerk, letterId);
  expect(await (await clerk.get(`/office/letters/${letterId}/replacement`)).text()).toContain(
    '使えなくなります',
  );
  expect((await replace(letterId, '')).status, 'not without a reason').toBe(422);
  expect(await ofUser()).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, () => replace(letterId)));
  const second = (await ofUser()).find((letter) => letter.letterId !== letterId);
  expect(await ofUser()).toHaveLength(2);
  expect(second).toMatchObject({
    registrationNumber: number,
    printedAt: null,
    postedAt: null,
    orderedBy: 'clerk1',
    orderReason: '宛先不明で戻ってきた。',
  });

  const id = second?.letterId ?? '';
  expect((await markPosted(clerk, id)).status, 'not before it is printed').toBe(409);
  const { password } = await print(clerk, id);
  expect((await logIn(webUserId, first.password)).answer.status).toBe(401);
  expect((await markPosted(clerk, id)).status).toBe(303);
  expect((await markPosted(clerk, id)).status).toBe(409);
  expect((await letterNow(id))?.postedBy).toBe('clerk1');
  const { answer, visitor } = await logIn(webUserId, password);
  expect(answer.headers.get('location')).toBe('/password');
  await visitor.post('/password', { password: CHOSEN_PASSWORD, again: CHOSEN_PASSWORD });
  await replace(id);
  expect(await ofUser(), 'nothing is written to somebody who has come in').toHaveLength(2);
  const events = await web.services.db.select().from(staffEvents).where(eq(staffEvents.subject, webUserId));
  expect(events.map(({ operation }) => operation)).toEqual([
    'letterPrinted',
    'letterOrdered',
    'letterPrinted',
    'letterPosted',
  ]);
});
