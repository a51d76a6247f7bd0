import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPassword } from '../../db/password-hash.ts';
import {
  accessEvents,
  credentials,
  loginThrottles,
  outbox,
  passwordMails,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import { passwordWasGivenLongAgo } from '../support/acts.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const APPLICANT = '201234567001';
const path = `/applicants/${APPLICANT}`;
const asPart = { 'hx-request-type': 'partial' };

let web: TestWeb;
let administrator: Visitor;
let applicant: Visitor;
let passwordHash: string;
beforeAll(async () => {
  web = await startTestWeb();
  passwordHash = await hashPassword(DEMO_PASSWORD);
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  for (const table of [outbox, passwordMails, webUserSessions, loginThrottles]) await db.delete(table);
  await db.update(credentials).set({
    passwordHash,
    temporaryHash: null,
    temporaryKind: null,
    temporaryExpiresAt: null,
    disabledAt: null,
  });
  await db.update(webUsers).set({ suspendedAt: null, suspendedBy: null, validUntil: null });
  administrator = await web.user('201234567000');
  applicant = await web.user(APPLICANT);
  await db.delete(accessEvents);
});

const user = async () =>
  (await web.services.db.select().from(webUsers).where(eq(webUsers.webUserId, APPLICANT)))[0];
const credential = async () =>
  (await web.services.db.select().from(credentials).where(eq(credentials.webUserId, APPLICANT)))[0];
const recorded = async () =>
  (await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId)).map(
    ({ operation, subject }) => `${operation} ${subject}`,
  );
const locationOf = (answer: Response) => answer.headers.get('location');
const logIn = (password = DEMO_PASSWORD) => web.visitor().post('/login', { webUserId: APPLICANT, password });
const mails = () => web.services.db.select().from(passwordMails);

describe('パスワードリセット', () => {
  test('asks, and then the old password and every session end at once, while a new one is on its way', async () => {
    const page = await (await administrator.get(`${path}/password-reset`)).text();
    expect(page).toContain('パスワードをリセットします。よろしいですか？');
    expect(page).toContain('ＯＫ');
    expect((await applicant.get('/')).status).toBe(200);

    const answer = await administrator.post(`${path}/password-reset`);
    expect(locationOf(answer)).toBe(`${path}/password-reset/complete`);
    expect(locationOf(await applicant.get('/'))).toMatch(/^\/login/);
    expect((await logIn()).status).toBe(401);
    const complete = await (await administrator.get(`${path}/password-reset/complete`)).text();
    expect(complete).toContain('taro.nihon@aonagi-trading.example');

    const [mail] = await mails();
    expect(mail).toMatchObject({ webUserId: APPLICANT, kind: 'reset', made: 0, sentAt: null });
    expect(await web.services.db.select().from(outbox)).toMatchObject([
      {
        workflowType: 'initialPassword',
        workflowId: `password-mail/${mail?.passwordMailId}`,
        input: { passwordMailId: mail?.passwordMailId },
      },
    ]);
    expect(await recorded()).toContain(`P-33 ${APPLICANT}`);
    expect((await administrator.get('/')).status).toBe(200);
  });

  test('a temporary password that is still out, a disabled ID and counted failures end with it', async () => {
    await web.services.db
      .update(credentials)
      .set({
        temporaryHash: passwordHash,
        temporaryKind: 'initial',
        temporaryExpiresAt: new Date(Date.now() + 60_000),
        disabledAt: new Date(),
      })
      .where(eq(credentials.webUserId, APPLICANT));
    await web.services.db.insert(loginThrottles).values({ key: `webUser:${APPLICANT}`, failures: 50 });
    await administrator.get(`${path}/password-reset`);
    await administrator.post(`${path}/password-reset`);
    expect(await credential()).toEqual({
      webUserId: APPLICANT,
      passwordHash: null,
      passwordChangedAt: null,
      temporaryHash: null,
      temporaryKind: null,
      temporaryExpiresAt: null,
      disabledAt: null,
    });
    const throttled = await web.services.db.select().from(loginThrottles);
    expect(throttled.map(({ key }) => key)).not.toContain(`webUser:${APPLICANT}`);
  });

  test('ＯＫ pressed twenty times at once resets once and asks for one mail', async () => {
    await administrator.get(`${path}/password-reset`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => administrator.post(`${path}/password-reset`)),
    );
    for (const answer of answers) expect(locationOf(answer)).toBe(`${path}/password-reset/complete`);
    expect(await mails()).toHaveLength(1);
    expect(await recorded()).toEqual([`P-33 ${APPLICANT}`]);
  });

  test('sent without having been asked, it asks', async () => {
    expect(locationOf(await administrator.post(`${path}/password-reset`))).toBe(`${path}/password-reset`);
    expect(await credential()).toMatchObject({ passwordHash });
    expect(await mails()).toEqual([]);
  });

  test("ASVS V7.5.1: the administrator's own password is asked for again after five minutes", async () => {
    await passwordWasGivenLongAgo(web.services.db);
    expect(await (await administrator.get(`${path}/password-reset`)).text()).toContain('name="password"');
    for (const password of ['', 'wrong, whatever it was meant to be']) {
      const answer = await administrator.post(`${path}/password-reset`, { password });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toMatch(/id="password-error">/);
    }
    expect(await mails()).toEqual([]);
    expect((await applicant.get('/')).status).toBe(200);
    const answer = await administrator.post(`${path}/password-reset`, { password: DEMO_PASSWORD });
    expect(locationOf(answer)).toBe(`${path}/password-reset/complete`);
    expect(await mails()).toHaveLength(1);
    expect(await (await administrator.get('/applicants/201234567002/password-reset')).text()).not.toContain(
      'name="password"',
    );
  });

  test('with a script the question is a dialog, wrong passwords are told in it, and ＯＫ leads to the completion', async () => {
    await passwordWasGivenLongAgo(web.services.db);
    const dialog = await administrator.get(
      `/applicants/selection?applicant=${APPLICANT}&next=password-reset`,
      asPart,
    );
    expect(await dialog.text()).toMatch(/^\s*<dialog[\s\S]*よろしいですか/);
    const wrong = await administrator.post(`${path}/password-reset`, { password: 'wrong' }, asPart);
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toMatch(/^\s*<dialog[\s\S]*パスワードが正しくありません/);
    const right = await administrator.post(`${path}/password-reset`, { password: DEMO_PASSWORD }, asPart);
    expect(right.headers.get('hx-redirect')).toBe(`${path}/password-reset/complete`);
  });
});

describe('停止 and 再開', () => {
  test('a suspended applicant is out at once and stays out until resumed', async () => {
    expect(await (await administrator.get(`${path}/suspension`)).text()).toContain(
      '利用を停止します。よろしいですか？',
    );
    expect(locationOf(await administrator.post(`${path}/suspension`))).toBe(path);
    expect(locationOf(await applicant.get('/'))).toMatch(/^\/login/);
    expect((await logIn()).status).toBe(401);
    expect(await (await administrator.get(path)).text()).toContain('停止中');
    await administrator.post(`${path}/suspension`);

    await web.services.db.delete(loginThrottles);
    expect(locationOf(await administrator.post(`${path}/resumption`))).toBe(path);
    expect((await logIn()).status).toBe(303);
    expect(locationOf(await applicant.get('/')), 'the old session does not come back').toMatch(/^\/login/);
    expect((await recorded()).filter((event) => /^P-3[45]/.test(event))).toEqual([
      `P-34 ${APPLICANT}`,
      `P-35 ${APPLICANT}`,
    ]);
  });

  test('V7.4.2 a login in flight while the applicant is suspended leaves no session for later', async () => {
    for (let round = 0; round < 8; round++) {
      await web.services.db.delete(loginThrottles);
      await Promise.all([logIn(), administrator.post(`${path}/suspension`), logIn()]);
      const sessions = await web.services.db
        .select()
        .from(webUserSessions)
        .where(eq(webUserSessions.webUserId, APPLICANT));
      expect(sessions, `round ${round}`).toEqual([]);
      await administrator.post(`${path}/resumption`);
    }
  });

  test('what staff suspended, the administrator cannot resume', async () => {
    await web.services.db
      .update(webUsers)
      .set({ suspendedAt: new Date(), suspendedBy: 'staff' })
      .where(eq(webUsers.webUserId, APPLICANT));
    const page = await (await administrator.get(path)).text();
    expect(page).toContain('当機構が利用を停止しています');
    expect(page).not.toContain('resumption');
    const answer = await administrator.post(`${path}/resumption`);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('再開できません');
    expect(await user()).toMatchObject({ suspendedBy: 'staff' });
  });
});

describe('解除', () => {
  test('an ID that failed logins disabled works again with the same password', async () => {
    await web.services.db
      .update(credentials)
      .set({ disabledAt: new Date() })
      .where(eq(credentials.webUserId, APPLICANT));
    await web.services.db
      .insert(loginThrottles)
      .values({ key: `webUser:${APPLICANT}`, failures: 50, blockedUntil: new Date(Date.now() + 900_000) });
    expect((await logIn()).status).toBe(401);
    expect(await (await administrator.get('/applicants')).text()).toContain(`${path}/enablement`);
    expect(locationOf(await administrator.post(`${path}/enablement`))).toBe(path);
    expect(await credential()).toMatchObject({ disabledAt: null, passwordHash });
    expect((await logIn()).status).toBe(303);
    expect(await recorded()).toContain(`P-36 ${APPLICANT}`);
  });

  test('where nothing is disabled, nothing happens and nothing is recorded', async () => {
    expect(locationOf(await administrator.post(`${path}/enablement`))).toBe(path);
    expect(await recorded()).toEqual([]);
  });
});
