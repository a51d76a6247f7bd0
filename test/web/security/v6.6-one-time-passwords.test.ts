import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consumeCode } from '../../../db/one-time-passwords.ts';
import { accessEvents, oneTimePasswords, outbox, webUserSessions } from '../../../db/schema/index.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { createApp } from '../../../web/app.ts';
import type { Services } from '../../../web/context.ts';
import { type DeclaredRoute, declaredRoutes } from '../../../web/declared-access.ts';
import { addGroupViewer } from '../../support/group-viewer.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import {
  give,
  isOpen,
  issued,
  sessionRow,
  setPending,
  setUse,
  shift,
} from '../one-time-password-fixtures.ts';
import { giveTemporaryPassword, logIn, resetAccounts } from './fixtures.ts';
import { addRecords, placeOf } from './records.ts';

const COMPANY = '201234567';
const APPLICANT = '201234567001';
const RIGHT = '048213';
const WRONG = '999999';

let web: TestWeb;
let records: Awaited<ReturnType<typeof addRecords>>;
let applicant: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  await addGroupViewer(web.services.db, '201234567901', ['201234567', '201234568']);
  await addGroupViewer(web.services.db, '201234568901', ['201234567', '201234568']);
  records = await addRecords(web);
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  await setUse(web, COMPANY, true);
  await setUse(web, '201234568', false);
  await resetAccounts(web);
  await db.delete(outbox);
  applicant = await web.user(APPLICANT);
  await db.delete(accessEvents);
});

const eventsOf = async (wanted: string) =>
  (await web.services.db.select().from(accessEvents)).filter((event) => event.operation === wanted);

describe('until a one-time password is given (manual 5-3 ①)', () => {
  const isUsers = ({ access }: DeclaredRoute) => access.some(({ to }) => to === 'user');
  const isExempt = ({ access }: DeclaredRoute) =>
    access.every((one) => one.to === 'user' && one.withoutOneTimePassword);
  const routes = declaredRoutes(
    createApp({ config: { PUBLIC_URL: 'http://portal.test' } } as Services),
  ).filter(isUsers);

  test.each(
    routes
      .filter((route) => !isExempt(route))
      .map((route) => [`${route.method} ${route.path}`, route] as const),
  )('%s is protected', async (_name, route) => {
    const administrator = await web.user('201234567000');
    const { path } = placeOf(route, records);
    const answer = await (route.method === 'GET' ? administrator.get(path) : administrator.post(path));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('ワンタイムパスワードにより保護されています');
  });

  test('only these answer', () => {
    expect(
      routes
        .filter(isExempt)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual([
      'GET /',
      // By the service: test/web/gateway-check.test.ts.
      'GET /linked-services/:serviceCode',
      'GET /one-time-password',
      'GET /password/complete',
      'GET /sessions/extension',
      'POST /logout',
      'POST /one-time-password',
      'POST /one-time-password/verification',
      'POST /sessions/extension',
    ]);
  });

  test('the user page marks what is protected and offers 発行', async () => {
    const page = await (await applicant.get('/')).text();
    expect(page).toContain('ワンタイムパスワードの発行');
    expect(page.match(/要ワンタイムパスワード/g)?.length).toBeGreaterThan(3);
    await issued(web, applicant, RIGHT);
    await give(applicant, RIGHT);
    expect(await (await applicant.get('/')).text()).not.toContain('要ワンタイムパスワード');
  });

  test('a part of a page that htmx asks for says so too', async () => {
    const answer = await applicant.get('/own-details', { 'hx-request-type': 'partial' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('ワンタイムパスワードにより保護されています');
  });

  test('logging out is possible, and the next session begins anew', async () => {
    await issued(web, applicant, RIGHT);
    expect((await give(applicant, RIGHT)).headers.get('location')).toBe('/');
    expect(await isOpen(applicant)).toBe(true);
    expect((await applicant.post('/logout')).headers.get('location')).toBe('/login');
    expect(await isOpen(await web.user(APPLICANT))).toBe(false);
  });

  test('ASVS V6.4.3: a temporary password does not get round it', async () => {
    const temporary = 'k7mq-k7mq-k7mq-k7mq-k7mq';
    const chosen = 'seven grey herons over the weir';
    await giveTemporaryPassword(web, APPLICANT, temporary);
    const visitor = web.visitor();
    expect((await logIn(visitor, APPLICANT, temporary)).headers.get('location')).toBe('/password');
    const answer = await visitor.post('/password', { password: chosen, again: chosen });
    expect((await visitor.follow(answer)).status).toBe(200);
    expect(await isOpen(visitor)).toBe(false);
  });

  test('a group viewer needs it where its own company or the one it looks at demands it', async () => {
    const ofTheCompany = await web.user('201234567901');
    expect(await isOpen(ofTheCompany)).toBe(false);
    await web.services.db.update(webUserSessions).set({ viewedInsuredCode: '201234568' });
    expect(await isOpen(ofTheCompany), 'looking elsewhere').toBe(false);

    const ofAnother = await web.user('201234568901');
    expect(await isOpen(ofAnother)).toBe(true);
    await ofAnother.post('/companies/selection', { insuredCode: COMPANY });
    expect(await isOpen(ofAnother), 'looking at one that demands it').toBe(false);
  });

  test('where no company demands it nothing is asked, issued or given', async () => {
    await setUse(web, COMPANY, false);
    expect(await isOpen(applicant)).toBe(true);
    expect((await applicant.post('/one-time-password')).headers.get('location')).toBe('/');
    expect(await web.services.db.select().from(oneTimePasswords)).toEqual([]);
  });
});

describe('発行', () => {
  test('row, access event and the request to start its workflow', async () => {
    const answer = await applicant.post('/one-time-password');
    expect(answer.headers.get('location')).toBe('/one-time-password');
    const [asked] = await web.services.db.select().from(oneTimePasswords);
    expect(asked).toMatchObject({ webUserId: APPLICANT, codeHash: null, endedAt: null });
    expect(await web.services.db.select().from(outbox)).toMatchObject([
      {
        workflowType: 'oneTimePassword',
        workflowId: `one-time-password/${asked?.oneTimePasswordId}`,
        input: { oneTimePasswordId: asked?.oneTimePasswordId },
      },
    ]);
    expect(await eventsOf(operation.oneTimePasswordIssue)).toMatchObject([{ webUserId: APPLICANT }]);
    expect(await (await applicant.get('/one-time-password')).text()).toContain('ワンタイムパスワード入力');
  });

  test('a cut transaction leaves nothing', async () => {
    await web.services.db.execute('alter table outbox rename to outbox_away');
    const answer = await applicant.post('/one-time-password');
    await web.services.db.execute('alter table outbox_away rename to outbox');
    expect(answer.status).toBe(500);
    expect(await web.services.db.select().from(oneTimePasswords)).toEqual([]);
    expect(await eventsOf(operation.oneTimePasswordIssue)).toEqual([]);
    expect((await sessionRow(web, applicant)).oneTimePasswordTries).toBe(0);
  });

  test('a new code kills the old one', async () => {
    await issued(web, applicant, '111111');
    await shift(web, applicant, 5_000);
    await issued(web, applicant, '222222');
    expect((await give(applicant, '111111')).status).toBe(422);
    expect((await give(applicant, '222222')).status).toBe(303);
  });

  test('pressed twice, or ten times at once, one code is mailed', async () => {
    await Promise.all(Array.from({ length: 10 }, () => applicant.post('/one-time-password')));
    expect(await web.services.db.select().from(oneTimePasswords)).toHaveLength(1);
    expect(await web.services.db.select().from(outbox)).toHaveLength(1);
  });

  test('ASVS V2.4.1: after five in a row one has to wait, from whichever session, until a code is given back', async () => {
    const another = await web.user(APPLICANT);
    const statuses: number[] = [];
    for (const visitor of [applicant, applicant, another, another, another, another, applicant]) {
      statuses.push((await issued(web, visitor, RIGHT)).status);
      await shift(web, visitor, 5_000);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429, 429]);
    expect(await web.services.db.select().from(outbox)).toHaveLength(5);
    expect((await give(applicant, RIGHT)).status, 'the last code that came goes on working').toBe(303);
    expect((await issued(web, another, RIGHT)).status).toBe(303);
  });

  test('a user’s flood keeps no other user from a code', async () => {
    for (let turn = 0; turn < 7; turn++) {
      await issued(web, applicant, RIGHT);
      await shift(web, applicant, 5_000);
    }
    expect((await (await web.user('201234567002')).post('/one-time-password')).status).toBe(303);
  });

  test('nobody has one issued from another site (ASVS V3.5.1)', async () => {
    const answer = await applicant.post('/one-time-password', {}, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect(await web.services.db.select().from(oneTimePasswords)).toEqual([]);
  });
});

describe('認証', () => {
  test('ASVS V6.5.1: of fifty tries at once with the right code one succeeds', async () => {
    await issued(web, applicant, RIGHT);
    const answers = await Promise.all(Array.from({ length: 50 }, () => give(applicant, RIGHT)));
    expect(await eventsOf(operation.oneTimePasswordVerify)).toHaveLength(1);
    expect(await eventsOf(operation.oneTimePasswordFailure), 'none of them was wrong').toHaveLength(0);
    expect(await web.services.db.select().from(oneTimePasswords)).toMatchObject([{ outcome: 'used' }]);
    expect((await sessionRow(web, applicant)).oneTimePasswordTries).toBeLessThanOrEqual(5);
    expect(answers.some(({ status }) => status === 303)).toBe(true);
    expect(await isOpen(applicant)).toBe(true);
  });

  test('ASVS V6.5.1: a code that was used is of no use again', async () => {
    await issued(web, applicant, RIGHT);
    await give(applicant, RIGHT);
    await web.services.db.update(webUserSessions).set({ oneTimePasswordVerifiedAt: null });
    expect((await give(applicant, RIGHT)).status).toBe(422);
    expect(await isOpen(applicant)).toBe(false);
  });

  test('ASVS V6.5.5: a code is good for ten minutes, to the second', async () => {
    await issued(web, applicant, RIGHT);
    const [asked] = await web.services.db.select().from(oneTimePasswords);
    expect((asked?.expiresAt.getTime() ?? 0) - (asked?.requestedAt.getTime() ?? 0)).toBe(600_000);
    await shift(web, applicant, 600_000);
    const late = await give(applicant, RIGHT);
    expect(late.status).toBe(422);
    expect(await late.text()).toContain('有効なワンタイムパスワードがありません');
    expect((await sessionRow(web, applicant)).oneTimePasswordTries, 'nothing was compared').toBe(0);
    await shift(web, applicant, -1_000);
    expect((await give(applicant, RIGHT)).status, 'a second earlier').toBe(303);
  });

  test('ASVS V6.5.5: a code that expires while it is compared does not open the session', async () => {
    await issued(web, applicant, RIGHT);
    const { db } = web.services;
    const [asked] = await db.select().from(oneTimePasswords);
    if (!asked) throw new Error('nothing was issued');
    expect(await consumeCode(db, asked, asked.expiresAt)).toBe(false);
    expect(await isOpen(applicant)).toBe(false);
    expect(await consumeCode(db, asked, new Date(asked.expiresAt.getTime() - 1))).toBe(true);
    expect(await isOpen(applicant)).toBe(true);
  });

  test('ASVS V6.6.2: the code of another session is refused, of the same user too', async () => {
    const another = await web.user(APPLICANT);
    await issued(web, applicant, '111111');
    await issued(web, another, '222222');
    expect((await give(another, '111111')).status).toBe(422);
    expect((await give(applicant, '222222')).status).toBe(422);
    expect(await isOpen(applicant)).toBe(false);
    expect((await give(applicant, '111111')).status).toBe(303);
    expect(await isOpen(another)).toBe(false);
  });

  test('ASVS V6.6.3: five tries, then not even the right code; a new session begins anew', async () => {
    await issued(web, applicant, RIGHT);
    const texts: string[] = [];
    for (let turn = 0; turn < 5; turn++) texts.push(await (await give(applicant, WRONG)).text());
    expect(texts.map((text) => /あと(\d)回/.exec(text)?.[1])).toEqual(['4', '3', '2', '1', undefined]);
    const right = await give(applicant, RIGHT);
    expect(right.status).toBe(429);
    expect(await right.text()).toContain('ログアウト');
    expect(await isOpen(applicant)).toBe(false);
    expect(await eventsOf(operation.oneTimePasswordFailure)).toHaveLength(5);
    const again = await web.user(APPLICANT);
    await issued(web, again, RIGHT);
    expect((await give(again, RIGHT)).status).toBe(303);
  });

  test('ASVS V6.6.3: another code gives no more tries', async () => {
    await issued(web, applicant, RIGHT);
    for (let turn = 0; turn < 3; turn++) await give(applicant, WRONG);
    await shift(web, applicant, 5_000);
    await issued(web, applicant, RIGHT);
    expect(await (await give(applicant, WRONG)).text()).toContain('あと1回');
    await give(applicant, WRONG);
    expect((await give(applicant, RIGHT)).status).toBe(429);
    expect((await applicant.post('/one-time-password')).status, 'nor is another one mailed').toBe(429);
  });

  test('ASVS V6.6.3: of fifty wrong tries at once five are compared', async () => {
    await issued(web, applicant, RIGHT);
    await Promise.all(Array.from({ length: 50 }, () => give(applicant, WRONG)));
    expect((await sessionRow(web, applicant)).oneTimePasswordTries).toBe(5);
    expect(await eventsOf(operation.oneTimePasswordFailure)).toHaveLength(5);
  });

  test('ASVS V6.6.3: a try is counted before it is compared: one that breaks off has counted', async () => {
    await issued(web, applicant, RIGHT);
    await setPending(web, applicant, { codeHash: 'no hash at all' });
    expect((await give(applicant, RIGHT)).status).toBe(500);
    expect((await sessionRow(web, applicant)).oneTimePasswordTries).toBe(1);
  });

  test('before a code is made, none is right', async () => {
    await applicant.post('/one-time-password');
    for (const code of ['000000', RIGHT]) expect((await give(applicant, code)).status).toBe(422);
    expect(await isOpen(applicant)).toBe(false);
  });

  test.each(['', '12345', '1234567', 'abcdef'])(
    '%j is no code: it says so and costs no try',
    async (code) => {
      await issued(web, applicant, RIGHT);
      const answer = await give(applicant, code);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toMatch(/aria-invalid="true"/);
      expect((await sessionRow(web, applicant)).oneTimePasswordTries).toBe(0);
    },
  );

  test('full-width digits and spaces are read', async () => {
    await issued(web, applicant, RIGHT);
    expect((await give(applicant, ' ０４８　２１３ ')).status).toBe(303);
  });
});
