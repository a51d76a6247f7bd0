import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEvents, staffSessions, webUserSessions, webUsers } from '../../../db/schema/index.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { browserName } from '../../../web/browser-name.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { ADMINISTRATOR, APPLICANT, failedBefore, logIn, resetAccounts } from './fixtures.ts';

const COOKIE = 'madoguchi_session';
const minutes = (count: number) => count * 60_000;

let web: TestWeb;
let user: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  await resetAccounts(web);
  user = await web.user(ADMINISTRATOR);
  await web.services.db.delete(accessEvents);
});

const hashOf = (visitor: Visitor) =>
  createHash('sha256')
    .update(visitor.cookies.get(COOKIE) ?? '')
    .digest('hex');
const rowOf = async (visitor: Visitor) => {
  const [row] = await web.services.db
    .select()
    .from(webUserSessions)
    .where(eq(webUserSessions.idHash, hashOf(visitor)));
  if (!row) throw new Error('no such session');
  return row;
};
/** As if the session had begun, and been used last, so long before. */
const pass = (milliseconds: number, beganBefore = milliseconds) =>
  web.services.db.update(webUserSessions).set({
    createdAt: sql`created_at - make_interval(secs => ${beganBefore / 1000})`,
    expiresAt: sql`expires_at - make_interval(secs => ${milliseconds / 1000})`,
  });
const isLoggedIn = async (visitor: Visitor) => (await visitor.get('/own-details')).status === 200;

describe('V7.2 tokens', () => {
  test('V7.2.3 V11.5.1 are random, 128 bits or more, and stored as hashes only', async () => {
    const tokens = new Set<string>();
    for (let time = 0; time < 20; time++) {
      const visitor = await web.user(ADMINISTRATOR);
      tokens.add(visitor.cookies.get(COOKIE) ?? '');
      expect((await rowOf(visitor)).idHash).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(tokens.size).toBe(20);
    for (const token of tokens) {
      expect(token).toMatch(/^[a-z2-7]{40}$/);
      const stored = await web.services.db.execute(
        sql`select 1 from web_user_sessions where web_user_sessions::text like ${`%${token}%`}`,
      );
      expect(stored).toHaveLength(0);
    }
  });

  test('V7.2.4 a login gives a new one, and ends the one that the browser had', async () => {
    const before = new Map(user.cookies);
    const strangers = web.visitor();
    strangers.cookies.set(COOKIE, before.get(COOKIE) ?? '');
    await logIn(user, APPLICANT);
    expect(user.cookies.get(COOKIE)).not.toBe(before.get(COOKIE));
    expect(await isLoggedIn(user)).toBe(true);
    expect(await isLoggedIn(strangers)).toBe(false);
  });

  test('V7.2.4 a token that someone else has chosen is never taken over', async () => {
    const victim = web.visitor();
    victim.cookies.set(COOKIE, 'a'.repeat(40));
    await logIn(victim, ADMINISTRATOR);
    expect(victim.cookies.get(COOKIE)).not.toBe('a'.repeat(40));
  });

  test('what is stored in place of a token is not one', async () => {
    const thief = web.visitor();
    thief.cookies.set(COOKIE, hashOf(user));
    expect(await isLoggedIn(thief)).toBe(false);
  });
});

describe('V7.3 limits', () => {
  test('V7.3.1 30 minutes without use end a session, 29 do not', async () => {
    await pass(minutes(29));
    expect(await isLoggedIn(user)).toBe(true);
    await pass(minutes(29));
    expect(await isLoggedIn(user)).toBe(true);
    await pass(minutes(30));
    expect(await isLoggedIn(user)).toBe(false);
  });

  test('use moves the end on, at most once a minute', async () => {
    const { expiresAt } = await rowOf(user);
    await user.get('/own-details');
    expect((await rowOf(user)).expiresAt).toEqual(expiresAt);
    await pass(61_000);
    await user.get('/own-details');
    const moved = (await rowOf(user)).expiresAt.getTime() - Date.now();
    expect(moved).toBeGreaterThan(minutes(30) - 5000);
    expect(moved).toBeLessThanOrEqual(minutes(30));
  });

  test('what a page fetches by itself is no use', async () => {
    for (let time = 0; time < 10; time++) {
      await pass(minutes(2.9));
      expect((await user.get('/sessions/extension', { 'hx-request-type': 'partial' })).status).toBe(200);
    }
    await pass(minutes(2));
    expect(await isLoggedIn(user)).toBe(false);
  });

  test('V7.3.2 12 hours end it whatever its use', async () => {
    await pass(0, minutes(12 * 60 - 1));
    expect(await isLoggedIn(user)).toBe(true);
    await pass(0, minutes(1));
    expect(await isLoggedIn(user)).toBe(false);
  });

  test('延長 puts the end off to 30 minutes from now, and never beyond 12 hours', async () => {
    await pass(minutes(26));
    expect(
      await (await user.get('/sessions/extension', { 'hx-request-type': 'partial' })).json(),
    ).toMatchObject({
      seconds: expect.toSatisfy((seconds) => seconds > 230 && seconds <= 240),
      extendable: true,
    });
    const extend = async () =>
      (await (await user.post('/sessions/extension')).json()) as { seconds: number; extendable: boolean };
    const extended = await extend();
    expect(extended).toMatchObject({ extendable: true });
    expect(extended.seconds).toBeGreaterThan(1790);

    await pass(0, minutes(11 * 60 + 8));
    const last = await extend();
    expect(last.extendable).toBe(false);
    expect(last.seconds).toBeLessThanOrEqual(26 * 60);
    expect(last.seconds).toBeGreaterThan(25 * 60);
  });

  test('an ended session leads to the login, which says why in general words and nothing to others', async () => {
    await pass(minutes(31));
    const answer = await user.get('/own-details');
    expect(answer.headers.get('location')).toBe('/login?ended');
    expect(await (await user.follow(answer)).text()).toContain('分間操作がなかった');
    expect(await (await web.visitor().get('/login')).text()).not.toContain('分間操作がなかった');
    const other = await web.user(ADMINISTRATOR);
    await pass(minutes(31));
    expect((await other.post('/sessions/extension')).status).toBe(401);
    expect((await web.visitor().get('/own-details')).headers.get('location')).toBe('/login');
  });

  test('every page says when the session ends, and has the dialog that warns before', async () => {
    const page = await (await user.get('/own-details')).text();
    expect(page).toMatch(/操作がない場合は <time[^>]*>\d\d:\d\d:\d\d<\/time> に自動的にログアウトします/);
    expect(page).toMatch(/<dialog[^>]*id="session-warning"[^>]*data-session-seconds="1(79\d|800)"/);
    expect(await (await web.visitor().get('/login')).text()).not.toContain('session-warning');
  });

  test('sessions of staff end as well', async () => {
    const clerk = await web.staff('clerk1');
    await web.services.db.update(staffSessions).set({ expiresAt: new Date(Date.now() - 1000) });
    const answer = await clerk.get('/office');
    expect(answer.headers.get('location')).toBe('/office/login?ended');
    expect(await (await clerk.follow(answer)).text()).toContain('分間操作がなかった');
  });
});

describe('V7.4 the end', () => {
  const copyOf = (visitor: Visitor) => {
    const copy = web.visitor();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    return copy;
  };

  test('V7.4.1 after logout the token is dead, wherever it was copied to', async () => {
    const copy = copyOf(user);
    await user.post('/logout');
    expect(user.cookies.has(COOKIE)).toBe(false);
    expect(await isLoggedIn(copy)).toBe(false);
    const clerk = await web.staff('clerk1');
    const copyOfClerk = copyOf(clerk);
    await clerk.post('/office/logout');
    expect((await copyOfClerk.get('/office')).status).toBe(303);
  });

  test('V7.4.2 a suspended or expired user is out at once', async () => {
    const set = (values: Partial<typeof webUsers.$inferInsert>) =>
      web.services.db.update(webUsers).set(values).where(eq(webUsers.webUserId, ADMINISTRATOR));
    await set({ suspendedAt: new Date(), suspendedBy: 'staff' });
    expect(await isLoggedIn(copyOf(user))).toBe(false);
    await set({ suspendedAt: null, suspendedBy: null, validUntil: '2020-01-01' });
    expect(await isLoggedIn(copyOf(user))).toBe(false);
  });
});

describe('ログイン中の端末', () => {
  const CHROME =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  const elsewhere = async (webUserId = ADMINISTRATOR) => {
    const visitor = web.visitor('198.51.100.7');
    await visitor.post(
      '/login',
      { webUserId, password: 'demo only, never in production' },
      { 'user-agent': CHROME },
    );
    return visitor;
  };

  test('V7.5.2 shows the user’s own: address, browser, beginning, last use, and which is this one', async () => {
    await elsewhere();
    await elsewhere(APPLICANT);
    const page = await (await user.get('/sessions')).text();
    expect(page).toContain('Chrome（Windows）');
    expect(page).toContain('198.51.100.7');
    expect(page.match(/この端末/g)).toHaveLength(1);
    expect(page.match(/class="number">198/g)).toHaveLength(1);
    expect(page).not.toContain(user.cookies.get(COOKIE));
  });

  test('V7.5.2 one can be ended, with its event, and nobody else’s', async () => {
    const mine = await elsewhere();
    const others = await elsewhere(APPLICANT);
    expect((await user.post(`/sessions/ends/${hashOf(others)}`)).headers.get('location')).toBe(
      '/sessions?ended=0',
    );
    expect(await isLoggedIn(others)).toBe(true);
    const answer = await user.post(`/sessions/ends/${hashOf(mine)}`);
    expect(await (await user.follow(answer)).text()).toContain('1件の端末からログアウトしました');
    expect(await isLoggedIn(mine)).toBe(false);
    expect(await isLoggedIn(user)).toBe(true);
    const events = await web.services.db.select().from(accessEvents);
    expect(events.filter((event) => event.operation === operation.sessionEnd)).toHaveLength(1);
  });

  test('all others can be ended at once', async () => {
    const mine = [await elsewhere(), await elsewhere()];
    const others = await elsewhere(APPLICANT);
    expect((await user.post('/sessions/ends/others')).headers.get('location')).toBe('/sessions?ended=2');
    for (const ended of mine) expect(await isLoggedIn(ended)).toBe(false);
    expect(await isLoggedIn(user)).toBe(true);
    expect(await isLoggedIn(others)).toBe(true);
  });

  test('those that have ended are not listed, and are removed at the next login', async () => {
    await elsewhere();
    await pass(minutes(31));
    const again = await web.user(ADMINISTRATOR);
    expect(await (await again.get('/sessions')).text()).not.toContain('198.51.100.7');
    expect(await web.services.db.$count(webUserSessions)).toBe(1);
  });

  test.each([
    [CHROME, 'Chrome（Windows）'],
    [`${CHROME} Edg/142.0`, 'Edge（Windows）'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0',
      'Firefox（Mac）',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari（iPhone）',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'Chrome（Android）',
    ],
    ['curl/8.0', '不明なブラウザー'],
    ['', '不明なブラウザー'],
    ['<script>alert(1)</script>', '不明なブラウザー'],
  ])('%s is %s', (userAgent, name) => expect(browserName(userAgent)).toBe(name));
});

test('V7.5.1 an e-mail address is changed only with the password given again', async () => {
  const [details] = await web.services.db
    .select()
    .from(webUsers)
    .where(eq(webUsers.webUserId, ADMINISTRATOR));
  if (!details) throw new Error('no administrator');
  const { name, kana, department, title, phone, fax } = details;
  const email = 'new@aonagi-trading.example';
  const form = { name, kana, department, title, phone, fax: fax ?? '', email, emailAgain: email };
  await web.services.db.update(webUserSessions).set({ passwordGivenAt: new Date(Date.now() - minutes(5)) });
  await user.post('/administrator', form);
  expect((await user.post('/administrator/confirm')).status).toBe(422);
  await failedBefore(web, `webUser:${ADMINISTRATOR}`);
  expect((await user.post('/administrator/confirm', { password: 'not this one' })).status).toBe(422);
  const right = await user.post('/administrator/confirm', { password: 'demo only, never in production' });
  expect(right.status).toBe(422);
  expect(await right.text()).toContain('しばらくの間受け付けられません');
});
