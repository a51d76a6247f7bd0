import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEvents, loginThrottles, webUsers } from '../../../db/schema/index.ts';
import { attemptSucceeded, countAttempt } from '../../../db/throttle.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb } from '../../support/web.ts';
import {
  ADMINISTRATOR,
  APPLICANT,
  credentialsOf,
  failedBefore,
  giveTemporaryPassword,
  logIn,
  resetAccounts,
  UNKNOWN,
} from './fixtures.ts';

const KEY = `webUser:${ADMINISTRATOR}`;
const WRONG = 'this is not the password';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(() => resetAccounts(web));

const failures = async (key: string) => {
  const [row] = await web.services.db.select().from(loginThrottles).where(eq(loginThrottles.key, key));
  return row?.failures ?? 0;
};
const wait = async (key: string) => {
  const [row] = await web.services.db
    .select({ seconds: sql<string>`extract(epoch from blocked_until - last_failed_at)` })
    .from(loginThrottles)
    .where(eq(loginThrottles.key, key));
  return Math.round(Number(row?.seconds ?? 0));
};
/** As if so many seconds had passed. */
const pass = (seconds: number) =>
  web.services.db.update(loginThrottles).set({
    blockedUntil: sql`blocked_until - make_interval(secs => ${seconds})`,
    lastFailedAt: sql`last_failed_at - make_interval(secs => ${seconds})`,
  });
const failWith = async (webUserId: string, times: number) => {
  for (let time = 0; time < times; time++)
    expect((await logIn(web.visitor(), webUserId, WRONG)).status).toBe(401);
};

describe('V6.3.1 throttling by ID', () => {
  test('four failures do not hinder the owner, and success forgets them', async () => {
    await failWith(ADMINISTRATOR, 4);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(303);
    expect(await failures(KEY)).toBe(0);
  });

  test('from the fifth failure one waits 5 seconds, then twice as long each time, 15 minutes at most', async () => {
    await failWith(ADMINISTRATOR, 5);
    const waits = [await wait(KEY)];
    for (let time = 0; time < 9; time++) {
      await pass(900);
      await failWith(ADMINISTRATOR, 1);
      waits.push(await wait(KEY));
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('while one waits the right password is refused too, and nothing is counted', async () => {
    await failedBefore(web, KEY);
    await failWith(ADMINISTRATOR, 1);
    expect(await wait(KEY)).toBe(320);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
    expect(await failures(KEY)).toBe(11);
    await pass(200);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
    await pass(120);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(303);
  });

  test('of 50 wrong logins at once one is compared, none takes from the count, and the right one is refused', async () => {
    await failedBefore(web, KEY);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => logIn(web.visitor(), ADMINISTRATOR, WRONG)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await failures(KEY)).toBe(11);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
  });

  test('counting is never lost, however many count at once and whatever the clock', async () => {
    const { db } = web.services;
    const person = { kind: 'webUser', id: APPLICANT } as const;
    const start = Date.now();
    for (let time = 1; time <= 4; time++) await countAttempt(db, person, '', new Date(start));
    let counted = 4;
    for (let hour = 1; hour <= 20; hour++) {
      const now = new Date(start + hour * 3_600_000);
      const attempts = await Promise.all(Array.from({ length: 10 }, () => countAttempt(db, person, '', now)));
      counted += attempts.filter(({ outcome }) => outcome === 'free').length;
      expect(await failures(`webUser:${APPLICANT}`)).toBe(counted);
    }
    expect(counted).toBe(24);
  });

  test('at the 50th failure the ID is disabled, until a temporary password is used and a new one chosen', async () => {
    for (let time = 0; time < 49; time++) {
      await pass(900);
      await countAttempt(web.services.db, { kind: 'webUser', id: ADMINISTRATOR }, '');
    }
    expect((await credentialsOf(web, ADMINISTRATOR)).disabledAt).toBeNull();
    await pass(900);
    await failWith(ADMINISTRATOR, 1);
    expect((await credentialsOf(web, ADMINISTRATOR)).disabledAt).not.toBeNull();

    await pass(24 * 3600);
    expect((await logIn(web.visitor(), ADMINISTRATOR)).status).toBe(401);
    await giveTemporaryPassword(web, ADMINISTRATOR, 'k7mq-2222-3333-4444-5555');
    const owner = web.visitor();
    expect((await logIn(owner, ADMINISTRATOR, 'k7mq-2222-3333-4444-5555')).headers.get('location')).toBe(
      '/password',
    );
    const chosen = 'seven brown kettles whistle';
    expect((await owner.post('/password', { password: chosen, again: chosen })).status).toBe(303);
    expect((await credentialsOf(web, ADMINISTRATOR)).disabledAt).toBeNull();
    expect((await logIn(web.visitor(), ADMINISTRATOR, chosen)).status).toBe(303);
  });

  test('whoever keeps failing with an ID does not keep its owner from a reissued password', async () => {
    await failedBefore(web, KEY);
    await failWith(ADMINISTRATOR, 1);
    await giveTemporaryPassword(web, ADMINISTRATOR, 'k7mq-2222-3333-4444-5555');
    const answer = await logIn(web.visitor(), ADMINISTRATOR, 'ｋ７ＭＱ 2222 3333 4444 5555');
    expect(answer.headers.get('location')).toBe('/password');
  });

  test('an ID that nobody has is slowed down just the same', async () => {
    await failWith(UNKNOWN, 5);
    expect(await wait(`webUser:${UNKNOWN}`)).toBe(5);
  });

  test('anything at all may be typed as an ID', async () => {
    for (const typed of [
      '\u0000',
      `${ADMINISTRATOR}\u0000x`,
      '%',
      "' or 1=1 --",
      '𠮷'.repeat(5000),
      '\ud800',
    ])
      expect([401, 422]).toContain((await logIn(web.visitor(), typed, WRONG)).status);
  });

  test('staff are slowed down just the same', async () => {
    const login = (password: string) => web.visitor().post('/office/login', { staffId: 'clerk1', password });
    await failedBefore(web, 'staff:clerk1');
    expect((await login(WRONG)).status).toBe(401);
    expect((await login(DEMO_PASSWORD)).status).toBe(401);
    await pass(320);
    expect((await login(DEMO_PASSWORD)).status).toBe(303);
    expect(await failures('staff:clerk1')).toBe(0);
  });
});

describe('V6.3.1 throttling by address', () => {
  const from = (peer: string, webUserId: string, password = WRONG) =>
    logIn(web.visitor(peer), webUserId, password);
  const failAround = async (peer: string, times: number) => {
    for (let time = 0; time < times; time++) await from(peer, String(209_000_000_000 + time));
  };

  test('from the 20th failure an address waits, whatever ID it tries, and others do not', async () => {
    await failAround('198.51.100.7', 19);
    expect((await from('198.51.100.7', ADMINISTRATOR, DEMO_PASSWORD)).status).toBe(303);
    await failAround('198.51.100.7', 1);
    expect(await wait('address:198.51.100.7')).toBe(5);
    await failedBefore(web, 'address:198.51.100.7');
    await failAround('198.51.100.7', 1);
    expect((await from('198.51.100.7', APPLICANT, DEMO_PASSWORD)).status).toBe(401);
    expect(await failures(`webUser:${APPLICANT}`)).toBe(0);
    expect((await from('198.51.100.8', APPLICANT, DEMO_PASSWORD)).status).toBe(303);
  });

  test('success with an own account takes back only its own count', async () => {
    await failAround('198.51.100.7', 18);
    for (let time = 0; time < 30; time++)
      expect((await from('198.51.100.7', ADMINISTRATOR, DEMO_PASSWORD)).status).toBe(303);
    expect(await failures('address:198.51.100.7')).toBe(18);
  });

  test('success takes the wait back that its own attempt began, and no other', async () => {
    const { db } = web.services;
    await failAround('198.51.100.7', 19);
    const person = { kind: 'webUser', id: ADMINISTRATOR } as const;
    const first = await countAttempt(db, person, '198.51.100.7');
    await attemptSucceeded(db, first);
    expect(await wait('address:198.51.100.7')).toBe(0);
    const second = await countAttempt(db, person, '198.51.100.7');
    await pass(5);
    await countAttempt(db, { kind: 'webUser', id: APPLICANT }, '198.51.100.7');
    await attemptSucceeded(db, second);
    expect(await wait('address:198.51.100.7')).toBe(10);
  });

  test('an hour without failure forgives an address, never an ID', async () => {
    await failAround('198.51.100.7', 20);
    await failWith(ADMINISTRATOR, 5);
    await pass(3601);
    await from('198.51.100.7', ADMINISTRATOR);
    expect(await failures('address:198.51.100.7')).toBe(1);
    expect(await failures(`webUser:${ADMINISTRATOR}`)).toBe(6);
  });

  test('IPv6 addresses of one network count as one', async () => {
    await from('2001:db8:1:2::1', UNKNOWN);
    await from('2001:db8:1:2:ffff::2', UNKNOWN);
    expect(await failures('address:2001:db8:1:2::/64')).toBe(2);
  });

  test('V15.3.4 a forged X-Forwarded-For does not make it another address', async () => {
    await failedBefore(web, 'address:198.51.100.7', 15);
    for (let time = 0; time < 11; time++) {
      await pass(900);
      await web
        .visitor('198.51.100.7')
        .post(
          '/login',
          { webUserId: String(209_000_000_000 + time), password: WRONG },
          { 'x-forwarded-for': `203.0.113.${time}` },
        );
    }
    expect(await failures('address:198.51.100.7')).toBe(26);
    expect((await from('198.51.100.7', ADMINISTRATOR, DEMO_PASSWORD)).status).toBe(401);
  });
});

describe('V6.3.8 nobody learns which IDs there are', () => {
  const situations: [name: string, webUserId: string, prepare: () => Promise<unknown>][] = [
    ['a wrong password', ADMINISTRATOR, async () => {}],
    ['an unknown ID', UNKNOWN, async () => {}],
    ['a suspended user', APPLICANT, () => set({ suspendedAt: new Date(), suspendedBy: 'administrator' })],
    ['a user past the last day', APPLICANT, () => set({ validUntil: '2020-01-01' })],
    ['a blocked ID', ADMINISTRATOR, () => failedBefore(web, KEY).then(() => failWith(ADMINISTRATOR, 1))],
    [
      'an outstanding temporary password',
      ADMINISTRATOR,
      () => giveTemporaryPassword(web, ADMINISTRATOR, 'k7mq-2222-3333-4444-5555'),
    ],
  ];
  const set = (values: Partial<typeof webUsers.$inferInsert>) =>
    web.services.db.update(webUsers).set(values).where(eq(webUsers.webUserId, APPLICANT));

  test.each(situations)('%s: the same status, headers and body', async (_name, webUserId, prepare) => {
    await prepare();
    const reference = await logIn(web.visitor(), '209999999001', WRONG);
    const right = webUserId === APPLICANT;
    const answer = await logIn(web.visitor(), webUserId, right ? DEMO_PASSWORD : WRONG);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe((await reference.text()).replaceAll('209999999001', webUserId));
    const headers = (response: Response) =>
      [...response.headers].filter(([name]) => !['x-request-id', 'content-length'].includes(name));
    expect(headers(answer)).toEqual(headers(reference));
  });

  test('a known and an unknown ID take the same time', async () => {
    const took = async (webUserId: string) => {
      await web.services.db.delete(loginThrottles);
      const began = performance.now();
      await logIn(web.visitor(), webUserId, WRONG);
      return performance.now() - began;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let time = 0; time < 40; time++) {
      known.push(await took(ADMINISTRATOR));
      unknown.push(await took(UNKNOWN));
    }
    // The quicker ones, since whatever else runs on the machine only makes them slower.
    const usual = (times: number[]) => times.sort((one, other) => one - other)[8] ?? 0;
    expect(usual(known) / usual(unknown)).toBeGreaterThan(0.6);
    expect(usual(known) / usual(unknown)).toBeLessThan(1.6);
  });

  test('V6.3.8 an address that waits is answered no faster', async () => {
    const peer = '198.51.100.9';
    await failedBefore(web, `address:${peer}`);
    await logIn(web.visitor(peer), UNKNOWN, WRONG);
    const began = performance.now();
    await logIn(web.visitor(peer), ADMINISTRATOR, WRONG);
    expect(performance.now() - began).toBeGreaterThan(8);
  });

  test('a failed login is in the access history of the user it was tried for', async () => {
    await web.services.db.delete(accessEvents);
    await failedBefore(web, KEY);
    await failWith(ADMINISTRATOR, 3);
    await failWith(UNKNOWN, 1);
    const events = await web.services.db.select().from(accessEvents);
    expect(events.map((event) => [event.webUserId, event.operation])).toEqual([
      [ADMINISTRATOR, operation.loginFailure],
    ]);
  });

  test('the last day of validity itself is good, in Tokyo', async () => {
    const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    await set({ validUntil: today });
    const visitor = web.visitor();
    expect((await logIn(visitor, APPLICANT)).status).toBe(303);
    expect((await visitor.get('/')).status).toBe(200);
    await set({ validUntil: '2020-01-01' });
    expect((await visitor.get('/')).headers.get('location')).toBe('/login?ended');
  });
});
