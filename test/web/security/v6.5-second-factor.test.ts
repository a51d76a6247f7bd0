import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseEncryptionKeys } from '../../../db/encryption.ts';
import { hashPassword } from '../../../db/password-hash.ts';
import { rotateKeys } from '../../../db/rotate-keys.ts';
import {
  loginThrottles,
  notices,
  staff,
  staffCredentials,
  staffEvents,
  staffLogins,
  staffRecoveryCodes,
  staffSecondFactors,
  staffSessions,
} from '../../../db/schema/index.ts';
import { ENCRYPTION_KEYS } from '../../support/encryption.ts';
import { tablesWith } from '../../support/raw-tables.ts';
import { codeNow, givePassword, giveSecondFactor } from '../../support/second-factor.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { failedBefore } from './fixtures.ts';

const APPROVER = 'approver1';
const CLERK = 'clerk1';
const SESSION = 'madoguchi_office';
const TEMPORARY = 'k7mq-2h3j-r9tw-x4yz-p8nb';
const ACCOUNT = '/office/account';
const FACTOR = `${ACCOUNT}/second-factor`;

let web: TestWeb;
let demoHash: string;
beforeAll(async () => {
  web = await startTestWeb({ STAFF_SECOND_FACTOR: 'required' });
  demoHash = await hashPassword(DEMO_PASSWORD);
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  for (const table of [
    staffSecondFactors,
    staffRecoveryCodes,
    staffLogins,
    staffSessions,
    loginThrottles,
    staffEvents,
    notices,
  ])
    await db.delete(table);
  await db.update(staff).set({ suspendedAt: null });
  await db
    .update(staffCredentials)
    .set({ passwordHash: demoHash, temporaryHash: null, temporaryKind: null, temporaryExpiresAt: null });
});

const db = () => web.services.db;
const placeOf = (answer: Response) => answer.headers.get('location');
const hasSession = (visitor: Visitor) => visitor.cookies.has(SESSION);
const isIn = async (visitor: Visitor) => (await visitor.get('/office')).status === 200;
const giveCode = (visitor: Visitor, code: string) => visitor.post('/office/login/code', { code });
const giveRecoveryCode = (visitor: Visitor, recoveryCode: string) =>
  visitor.post('/office/login/recovery-code', { recoveryCode });
/** A browser in which the password was given. */
async function halfWay(staffId = APPROVER, password = DEMO_PASSWORD): Promise<Visitor> {
  const visitor = web.visitor();
  expect(placeOf(await givePassword(visitor, staffId, password))).toBe('/office/login/code');
  return visitor;
}
const sessions = () => db().$count(staffSessions);
const events = async (operation: string) =>
  (await db().select().from(staffEvents)).filter((event) => event.operation === operation);
const giveTemporaryPassword = async (staffId: string) =>
  db()
    .update(staffCredentials)
    .set({
      passwordHash: null,
      temporaryHash: await hashPassword(TEMPORARY),
      temporaryKind: 'staffReset',
      temporaryExpiresAt: new Date(Date.now() + 3_600_000),
    })
    .where(eq(staffCredentials.staffId, staffId));
const wrongCode = (secret: string) => {
  const right = new Set([-1, 0, 1, 2].map((later) => codeNow(secret, later)));
  return ['000000', '111111', '222222', '333333', '444444'].find((code) => !right.has(code)) ?? '';
};

describe('a login with a second factor', () => {
  test('V6.3.3 there is no session before the code', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const visitor = await halfWay();
    expect(hasSession(visitor)).toBe(false);
    expect(await sessions()).toBe(0);
    expect(placeOf(await visitor.get('/office'))).toBe('/office/login');
    expect((await events('loggedIn')).length).toBe(0);
    expect(placeOf(await giveCode(visitor, codeNow(secret)))).toBe('/office');
    expect(await isIn(visitor)).toBe(true);
    expect((await events('loggedIn')).length).toBe(1);
    expect(await db().$count(staffLogins)).toBe(0);
  });

  test('V6.3.3 is asked for whatever the setting and the role', async () => {
    await giveSecondFactor(db(), CLERK);
    await halfWay(CLERK);
  });

  test('V6.4.3 a temporary password does not get round it, and is used up only with the code', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    await giveTemporaryPassword(APPROVER);
    const visitors = [await halfWay(APPROVER, TEMPORARY), await halfWay(APPROVER, TEMPORARY)];
    for (const visitor of visitors)
      expect(placeOf(await visitor.get(`${ACCOUNT}/password`))).toBe('/office/login');
    const [first, second] = visitors as [Visitor, Visitor];
    expect(placeOf(await giveCode(first, codeNow(secret)))).toBe(`${ACCOUNT}/password`);
    expect((await giveCode(second, codeNow(secret, 1))).status).toBe(401);
    expect(await sessions()).toBe(1);
  });

  test('V6.5.1 a code works once: of ten at once one succeeds, and afterwards neither it nor an older one', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const code = codeNow(secret, 1);
    const visitors: Visitor[] = [];
    for (let n = 0; n < 10; n++) visitors.push(await halfWay());
    const answers = await Promise.all(visitors.map((visitor) => giveCode(visitor, code)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    await db().delete(loginThrottles);
    for (const used of [code, codeNow(secret), codeNow(secret, -1)])
      expect((await giveCode(await halfWay(), used)).status).toBe(401);
  });

  test('of twenty presses in one browser one begins a session', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const visitor = await halfWay();
    await Promise.all(Array.from({ length: 20 }, () => giveCode(visitor, codeNow(secret))));
    expect(await sessions()).toBe(1);
  });

  test('V6.3.1 tries are counted before they are compared, and a right password does not begin anew', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const key = `staffCode:${APPROVER}`;
    const count = async () =>
      (await db().select().from(loginThrottles).where(eq(loginThrottles.key, key)))[0];
    const wrong = wrongCode(secret);
    for (let n = 1; n <= 4; n++) expect((await giveCode(await halfWay(), wrong)).status).toBe(401);
    expect(await count()).toMatchObject({ failures: 4, blockedUntil: null });
    await giveCode(await halfWay(), wrong);
    expect((await count())?.blockedUntil).not.toBeNull();
    expect((await events('secondFactorFailed')).length).toBe(5);

    await failedBefore(web, key);
    const visitor = await halfWay();
    await giveCode(visitor, wrong);
    const blocked = await giveCode(visitor, codeNow(secret));
    expect(blocked.status).toBe(401);
    expect(await sessions()).toBe(0);
    await db().update(loginThrottles).set({ blockedUntil: null });
    expect((await giveCode(visitor, codeNow(secret))).status).toBe(303);
    expect(await count()).toBeUndefined();
  });

  test('V6.3.1 of fifty wrong codes at once one is compared after the fifth failure', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    await failedBefore(web, `staffCode:${APPROVER}`);
    const visitor = await halfWay();
    await Promise.all(Array.from({ length: 50 }, () => giveCode(visitor, wrongCode(secret))));
    expect((await events('secondFactorFailed')).length).toBe(1);
  });

  test('V6.3.8 a wrong, a used and a late code give the same answer', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const pages = new Set<string>();
    const used = codeNow(secret);
    await giveCode(await halfWay(), used);
    for (const code of [used, wrongCode(secret), codeNow(secret, -3)]) {
      const answer = await giveCode(await halfWay(), code);
      expect(answer.status).toBe(401);
      pages.add(await answer.text());
    }
    expect(pages.size).toBe(1);
  });

  test('what cannot be a code is said so, and not counted', async () => {
    const { secret, codes } = await giveSecondFactor(db(), APPROVER);
    const visitor = await halfWay();
    for (const typed of ['', '12345', 'abcdef', '1234567', "' or 1=1"])
      expect((await giveCode(visitor, typed)).status).toBe(422);
    for (const typed of ['', codes[0]?.slice(1) ?? '', codeNow(secret)])
      expect((await giveRecoveryCode(visitor, typed)).status).toBe(422);
    expect(await db().$count(loginThrottles, eq(loginThrottles.key, `staffCode:${APPROVER}`))).toBe(0);
    const fullWidth = codeNow(secret).replace(/[0-9]/g, (digit) =>
      String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
    );
    expect((await giveCode(visitor, fullWidth)).status).toBe(303);
  });

  test('V6.6.2 the half-way state is bound to the browser, to its time, and to the password', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const code = () => codeNow(secret);
    const stranger = await giveCode(web.visitor(), code());
    expect(stranger.status).toBe(409);
    expect(await stranger.text()).toContain('もう一度ログインしてください');

    const late = await halfWay();
    await db().update(staffLogins).set({ expiresAt: new Date() });
    expect((await giveCode(late, code())).status).toBe(409);
    expect((await late.get('/office/login/code')).status).toBe(409);

    const suspended = await halfWay();
    await db().update(staff).set({ suspendedAt: new Date() }).where(eq(staff.staffId, APPROVER));
    expect((await giveCode(suspended, code())).status).toBe(409);
    await db().update(staff).set({ suspendedAt: null });

    const changed = await halfWay();
    await db()
      .update(staffCredentials)
      .set({ passwordHash: await hashPassword('another password entirely') })
      .where(eq(staffCredentials.staffId, APPROVER));
    expect((await giveCode(changed, code())).status).toBe(401);
    expect(await sessions()).toBe(0);
  });

  test('V6.2.4 what is stored in place of the half-way token is not one', async () => {
    await giveSecondFactor(db(), APPROVER);
    const visitor = await halfWay();
    const token = visitor.cookies.get('madoguchi_office_login') ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await tablesWith(db(), [token])).toEqual([]);
    const [row] = await db().select().from(staffLogins);
    visitor.cookies.set('madoguchi_office_login', row?.idHash ?? '');
    expect((await visitor.get('/office/login/code')).status).toBe(409);
  });

  test('its cookie is HttpOnly and SameSite=Strict, and over HTTPS Secure and __Host-', async () => {
    const secure = await startTestWeb({ PUBLIC_URL: 'https://portal.test' });
    await giveSecondFactor(secure.services.db, APPROVER);
    const answer = await givePassword(secure.visitor(), APPROVER);
    expect(answer.headers.getSetCookie().join()).toMatch(
      /^__Host-madoguchi_office_login=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    await secure.close();
  });
});

describe('recovery codes', () => {
  test('V6.5.1 each lets one in, once; of ten at once one succeeds', async () => {
    const { codes } = await giveSecondFactor(db(), APPROVER);
    const [code = ''] = codes;
    const visitors: Visitor[] = [];
    for (let n = 0; n < 10; n++) visitors.push(await halfWay());
    const answers = await Promise.all(
      visitors.map((visitor) => giveRecoveryCode(visitor, code.toUpperCase().replaceAll('-', ' '))),
    );
    const [won, ...others] = answers.filter(({ status }) => status === 303);
    expect(others).toEqual([]);
    expect(placeOf(won as Response)).toBe(FACTOR);
    await db().delete(loginThrottles);
    expect((await giveRecoveryCode(await halfWay(), code)).status).toBe(401);
    expect(await db().select().from(notices)).toMatchObject([
      { kind: 'recoveryCodeUsed', staffId: APPROVER, facts: { left: 9 } },
    ]);
    expect((await events('recoveryCodeUsed')).length).toBe(1);
  });

  test('V6.3.1 wrong ones are counted with the codes of the authenticator', async () => {
    const { codes } = await giveSecondFactor(db(), APPROVER);
    await failedBefore(web, `staffCode:${APPROVER}`);
    const visitor = await halfWay();
    const wrong = `${codes[0]?.slice(0, 4)}-2222-3333-4444`;
    expect((await giveRecoveryCode(visitor, wrong)).status).toBe(401);
    expect((await giveRecoveryCode(visitor, codes[0] ?? '')).status).toBe(401);
    expect(await sessions()).toBe(0);
  });

  test('V6.5.2 are stored as Argon2id, and nobody else’s work', async () => {
    await giveSecondFactor(db(), APPROVER);
    const others = await giveSecondFactor(db(), 'approver2');
    for (const { codeHash } of await db().select().from(staffRecoveryCodes))
      expect(codeHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await giveRecoveryCode(await halfWay(), others.codes[0] ?? '')).status).toBe(401);
  });
});

/** Every route of the back office but those that are `open`. */
async function expectAllLedTo(visitor: Visitor, place: string, open: readonly string[]): Promise<void> {
  let led = 0;
  for (const { method, path, access } of web.routes) {
    if (!path.startsWith('/office') || open.includes(path) || access.some(({ to }) => to === 'everyone'))
      continue;
    const asked = path.replace(/:(\w+)(\{[^}]*\})?/g, 'x');
    const answer = method === 'GET' ? await visitor.get(asked) : await visitor.post(asked);
    expect([answer.status, placeOf(answer)], `${method} ${path}`).toEqual([303, place]);
    led++;
  }
  expect(led).toBeGreaterThan(40);
}

describe('the set-up', () => {
  /** The secret that the page shows for typing. */
  const secretIn = (page: string) =>
    (/<code class="secret">([A-Z2-7 ]+)<\/code>/.exec(page)?.[1] ?? '').replaceAll(' ', '');
  async function begun(visitor: Visitor): Promise<string> {
    expect(placeOf(await visitor.post(`${FACTOR}/set-up`))).toBe(`${FACTOR}/set-up`);
    return secretIn(await (await visitor.get(`${FACTOR}/set-up`)).text());
  }
  const confirm = (visitor: Visitor, code: string) => visitor.post(`${FACTOR}/confirmation`, { code });
  const codesIn = (page: string) =>
    [...page.matchAll(/<li><code>([2-9a-z-]{19})<\/code><\/li>/g)].map(([, code = '']) => code);

  test('V6.4.1 who has a temporary password gets no further than to choosing one', async () => {
    await giveTemporaryPassword(CLERK);
    const clerk = web.visitor();
    await givePassword(clerk, CLERK, TEMPORARY);
    await expectAllLedTo(clerk, `${ACCOUNT}/password`, [`${ACCOUNT}/password`]);
  });

  test('V6.3.3 who has to have one gets no further before, whatever is asked', async () => {
    const approver = await web.staff(APPROVER);
    const open = [
      '/office/account/second-factor',
      '/office/account/second-factor/set-up',
      '/office/account/second-factor/confirmation',
    ];
    await expectAllLedTo(approver, FACTOR, open);
    expect(await (await approver.get(FACTOR)).text()).toContain('業務を始める前に');
    expect(await (await approver.get(FACTOR)).text()).not.toContain('業務メニュー');
    expect((await approver.post('/office/logout')).status).toBe(303);
    for (const staffId of ['supervisor1', 'auditor1'])
      expect(placeOf(await (await web.staff(staffId)).get('/office'))).toBe(FACTOR);
    expect(await isIn(await web.staff(CLERK))).toBe(true);
  });

  test('counts once a code of it was given, not before; shows its recovery codes this once', async () => {
    const approver = await web.staff(APPROVER);
    const secret = await begun(approver);
    expect((await confirm(approver, wrongCode(secret))).status).toBe(422);
    expect((await confirm(approver, '12')).status).toBe(422);
    expect(placeOf(await givePassword(web.visitor(), APPROVER))).toBe('/office');
    const used = codeNow(secret);
    const shown = await (await confirm(approver, used)).text();
    const codes = codesIn(shown);
    expect(new Set(codes).size).toBe(10);
    expect(await isIn(approver)).toBe(true);
    expect((await events('secondFactorSet')).length).toBe(1);
    expect((await db().select().from(notices)).map(({ kind }) => kind)).toEqual(['secondFactorSet']);

    const state = await (await approver.get(FACTOR)).text();
    expect(state).toContain('10件（10件中）');
    for (const page of [
      state,
      await (await approver.get(`${FACTOR}/set-up`)).text(),
      await (await approver.follow(await confirm(approver, codeNow(secret)))).text(),
    ]) {
      expect(page).not.toContain(secret);
      for (const code of codes) expect(page).not.toContain(code);
    }
    // The code that confirmed it is used up with it.
    expect((await giveCode(await halfWay(), used)).status).toBe(401);
    expect((await giveRecoveryCode(await halfWay(), codes[9] ?? '')).status).toBe(303);
    expect(await tablesWith(db(), [secret, ...codes])).toEqual([]);
  });

  test('is only of the session that began it, and ends all others', async () => {
    const [approver, other] = [await web.staff(APPROVER), await web.staff(APPROVER)];
    const secret = await begun(approver);
    expect(placeOf(await confirm(other, codeNow(secret)))).toBe(FACTOR);
    expect(await db().$count(staffSecondFactors, eq(staffSecondFactors.staffId, APPROVER))).toBe(1);
    await confirm(approver, codeNow(secret));
    expect(placeOf(await other.get('/office'))).toBe('/office/login?ended');
    expect(await isIn(approver)).toBe(true);
  });

  test('left for half an hour, or begun anew, the first secret is of no use', async () => {
    const approver = await web.staff(APPROVER);
    const first = await begun(approver);
    const second = await begun(approver);
    expect(second).not.toBe(first);
    expect((await confirm(approver, codeNow(first))).status).toBe(422);
    await db().update(staffSecondFactors).set({ madeAt: sql`made_at - interval '31 minutes'` });
    expect(placeOf(await confirm(approver, codeNow(second)))).toBe(FACTOR);
  });

  test('of twenty presses one confirms', async () => {
    const approver = await web.staff(APPROVER);
    const secret = await begun(approver);
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(approver, codeNow(secret))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await events('secondFactorSet')).length).toBe(1);
    expect(await db().$count(staffRecoveryCodes)).toBe(10);
  });

  test('V7.5.1 another authenticator and new recovery codes ask for the password again; the old one works until the new one does', async () => {
    const { secret, codes } = await giveSecondFactor(db(), APPROVER);
    const approver = await halfWay();
    await giveCode(approver, codeNow(secret));
    await db().update(staffSecondFactors).set({ lastUsedStep: null });
    await db()
      .update(staffSessions)
      .set({ passwordGivenAt: new Date(Date.now() - 3_600_000) });
    for (const act of ['set-up', 'recovery-codes'])
      for (const form of [{}, { password: 'not this one at all' }])
        expect((await approver.post(`${FACTOR}/${act}`, form as Record<string, string>)).status, act).toBe(
          422,
        );
    expect((await approver.post(`${FACTOR}/set-up`, { password: DEMO_PASSWORD })).status).toBe(303);
    const renewed = secretIn(await (await approver.get(`${FACTOR}/set-up`)).text());
    expect((await giveCode(await halfWay(), codeNow(secret))).status).toBe(303);
    await confirm(approver, codeNow(renewed));
    expect((await giveCode(await halfWay(), codeNow(secret, 1))).status).toBe(401);
    expect((await giveRecoveryCode(await halfWay(), codes[0] ?? '')).status).toBe(401);

    const made = codesIn(await (await approver.post(`${FACTOR}/recovery-codes`)).text());
    expect(made).toHaveLength(10);
    expect((await giveRecoveryCode(await halfWay(), made[0] ?? '')).status).toBe(303);
  });

  test('who has to have one cannot stop using it; a clerk can, with a password that is long enough alone', async () => {
    const { secret } = await giveSecondFactor(db(), APPROVER);
    const approver = await halfWay();
    await giveCode(approver, codeNow(secret));
    expect((await approver.post(`${FACTOR}/removal`, { password: DEMO_PASSWORD })).status).toBe(403);

    const clerks = await giveSecondFactor(db(), CLERK);
    const clerk = await halfWay(CLERK);
    await giveCode(clerk, codeNow(clerks.secret));
    expect((await clerk.post(`${FACTOR}/removal`)).status).toBe(422);
    // V6.2.1: with a second factor eight characters are enough.
    const change = (password: string) =>
      clerk.post(`${ACCOUNT}/password`, { current: DEMO_PASSWORD, password, again: password });
    expect((await change('tu7-kett')).status).toBe(303);
    const tooShort = await clerk.post(`${FACTOR}/removal`, { password: 'tu7-kett' });
    expect([tooShort.status, await tooShort.text()]).toEqual([422, expect.stringContaining('短すぎます')]);
    await db().update(staffCredentials).set({ passwordHash: demoHash });
    expect(placeOf(await clerk.post(`${FACTOR}/removal`, { password: DEMO_PASSWORD }))).toBe(
      `${ACCOUNT}?done=removed`,
    );
    expect(placeOf(await givePassword(web.visitor(), CLERK))).toBe('/office');
    expect(await db().$count(staffRecoveryCodes, eq(staffRecoveryCodes.staffId, CLERK))).toBe(0);
  });

  test('V6.2.1 a short password whose second factor is gone leads to choosing a longer one', async () => {
    await db()
      .update(staffCredentials)
      .set({ passwordHash: await hashPassword('tu7-kett') });
    const clerk = web.visitor();
    expect(placeOf(await givePassword(clerk, CLERK, 'tu7-kett'))).toBe(`${ACCOUNT}/password`);
    const choose = (password: string) => clerk.post(`${ACCOUNT}/password`, { password, again: password });
    expect((await choose('kettle-7')).status).toBe(422);
    expect(placeOf(await choose('seven brown kettles whistle'))).toBe('/office');
  });
});

test('keys:rotate brings the secrets under the first key, and codes go on working', async () => {
  const { secret } = await giveSecondFactor(db(), APPROVER);
  const keys = parseEncryptionKeys(`new:${Buffer.alloc(32, 9).toString('base64')},${ENCRYPTION_KEYS}`);
  expect((await rotateKeys(db(), keys)).done.get('staff_second_factors.sealed_secret')).toBe(1);
  const [row] = await db().select().from(staffSecondFactors);
  expect(row?.sealedSecret).toMatch(/^new:/);
  const before = web.services.config;
  web.services.config = { ...before, ENCRYPTION_KEYS: keys };
  expect((await giveCode(await halfWay(), codeNow(secret))).status).toBe(303);
  web.services.config = before;
});
