import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkedServices, webUserSessions, webUsers } from '../../db/schema/index.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { give, issued, setUse } from './one-time-password-fixtures.ts';

const COMPANY = '201234567';
const APPLICANT = '201234567001';
const ORIGIN = 'http://localhost:3100';

let web: TestWeb;
let applicant: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  await setUse(web, COMPANY, false);
  await db.update(linkedServices).set({ closedAt: null });
  await db
    .update(webUsers)
    .set({ applicationRight: 'apply', contractDataRight: 'all', applicationDataRight: 'all' })
    .where(eq(webUsers.webUserId, APPLICANT));
  await db.delete(webUserSessions);
  applicant = await web.user(APPLICANT);
});

/** As nginx asks. */
const check = (visitor: Visitor, path: string, further: Record<string, string> = {}) =>
  visitor.get('/gateway/check', { 'x-original-url': `${ORIGIN}${path}`, ...further });
/** As Traefik and Caddy ask. */
const checkForwarded = (visitor: Visitor, uri: string, further: Record<string, string> = {}) =>
  visitor.get('/gateway/check', {
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'localhost:3100',
    'x-forwarded-uri': uri,
    ...further,
  });
const setRights = (values: Partial<typeof webUsers.$inferInsert>) =>
  web.services.db.update(webUsers).set(values).where(eq(webUsers.webUserId, APPLICANT));

describe('GET /gateway/check', () => {
  test('lets a logged-in user through and says who it is', async () => {
    for (const answer of [
      await check(applicant, '/individual-insurance/new?x=1'),
      await checkForwarded(applicant, '/individual-insurance/new?x=1'),
    ]) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('');
      const said = Object.fromEntries(
        [...answer.headers].filter(([name]) => name.startsWith('x-madoguchi-')),
      );
      expect(said).toMatchObject({
        'x-madoguchi-user': APPLICANT,
        'x-madoguchi-kind': 'applicant',
        'x-madoguchi-insured-code': COMPANY,
        'x-madoguchi-service': 'individual-insurance',
        'x-madoguchi-application-right': 'apply',
        'x-madoguchi-contract-data-right': 'all',
        'x-madoguchi-application-data-right': 'all',
      });
      expect(decodeURIComponent(said['x-madoguchi-name'] ?? '')).toBe('水野　沙織');
      expect(decodeURIComponent(said['x-madoguchi-company'] ?? '')).toBe('青凪貿易株式会社');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('401 without a session or with one that has ended, with the way to the login', async () => {
    const stranger = web.visitor();
    await applicant.post('/logout');
    for (const visitor of [stranger, applicant]) {
      const answer = await check(visitor, '/premium-estimate/');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('x-madoguchi-location')).toBe('http://portal.test/login');
      expect(answer.headers.get('x-madoguchi-user')).toBeNull();
    }
  });

  const rights: [string, string, Partial<typeof webUsers.$inferInsert>][] = [
    ['/individual-insurance/', '入力・申込権限', { applicationRight: 'none' }],
    ['/contract-information/', '情報データ参照権限', { contractDataRight: 'none' }],
    ['/application-list/', '申込データ参照権限', { applicationDataRight: 'none' }],
    ['/enterprise-insurance/', '入力・申込権限', { applicationRight: 'none' }],
  ];
  test.each(rights)(
    '%s is not for those without %s, neither by the menu nor by its address',
    async (path, _right, less) => {
      const link = `/linked-services${path.slice(0, -1)}`;
      expect((await check(applicant, path)).status).toBe(200);
      expect(await (await applicant.get('/')).text()).toContain(`href="${link}"`);
      await setRights(less);
      expect((await check(applicant, path)).status).toBe(403);
      expect((await applicant.get(link)).status).toBe(403);
      expect(await (await applicant.get('/')).text()).not.toContain(`href="${link}"`);
    },
  );

  test('企業総合保険 is only for companies that use it', async () => {
    const another = await web.user('201234568000');
    expect((await check(another, '/enterprise-insurance/')).status).toBe(403);
    expect((await check(another, '/individual-insurance/')).status).toBe(200);
  });

  test('until a one-time password is given, only what is exempt is let through; afterwards all', async () => {
    await setUse(web, COMPANY, true);
    const exempt = ['/premium-estimate/', '/buyer-information/', '/buyer-registration/'];
    for (const path of exempt) expect((await check(applicant, path)).status, path).toBe(200);
    const answer = await check(applicant, '/individual-insurance/');
    expect(answer.status).toBe(403);
    const location = 'http://portal.test/linked-services/individual-insurance';
    expect(answer.headers.get('x-madoguchi-location')).toBe(location);
    const page = await applicant.get('/linked-services/individual-insurance');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('ワンタイムパスワードにより保護されています');
    const lent = await applicant.get('/linked-services/premium-estimate');
    expect(lent.headers.get('location')).toBe(`${ORIGIN}/premium-estimate/`);

    await issued(web, applicant, '048213');
    await give(applicant, '048213');
    expect((await check(applicant, '/individual-insurance/')).status).toBe(200);
    const led = await applicant.get('/linked-services/individual-insurance');
    expect(led.headers.get('location')).toBe(`${ORIGIN}/individual-insurance/`);
  });

  test('a session that must choose a password first gets nowhere', async () => {
    await web.services.db.update(webUserSessions).set({ mustChoosePassword: true });
    expect((await check(applicant, '/premium-estimate/')).status).toBe(403);
  });

  test.each([
    '/premium-estimate/../individual-insurance/',
    '/premium-estimate/%2e%2e/individual-insurance/',
    '/premium-estimate/x%2f..%2f..%2findividual-insurance/',
    '/premium-estimate/..;/individual-insurance/',
    '/premium-estimate//x',
    '/premium-estimates/',
    '/no-such-service/',
    '/',
  ])('%s is no way to a service', async (path) => {
    await setUse(web, COMPANY, true);
    expect((await check(applicant, path)).status).toBe(403);
    expect((await checkForwarded(applicant, path)).status).toBe(403);
  });

  test('a header that a visitor sends along cannot name another service than the proxy does', async () => {
    await setUse(web, COMPANY, true);
    const exempt = `${ORIGIN}/premium-estimate/`;
    const forged = await checkForwarded(applicant, '/individual-insurance/', { 'x-original-url': exempt });
    expect(forged.status).toBe(403);
    const other = await check(applicant, '/individual-insurance/', {
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'localhost:3100',
      'x-forwarded-uri': '/premium-estimate/',
    });
    expect(other.status).toBe(403);
    const elsewhere = await checkForwarded(applicant, '/premium-estimate/', {
      'x-forwarded-host': 'evil.example',
    });
    expect(elsewhere.status).toBe(403);
  });

  test('a service that is closed is neither let through nor in the menu', async () => {
    await web.services.db
      .update(linkedServices)
      .set({ closedAt: new Date() })
      .where(eq(linkedServices.serviceCode, 'credit-limit'));
    expect((await check(applicant, '/credit-limit/')).status).toBe(403);
    expect((await applicant.get('/linked-services/credit-limit')).status).toBe(404);
    expect(await (await applicant.get('/')).text()).not.toContain('個別保証枠');
  });

  test('ASVS V16.5.3: without the database nobody is let through', async () => {
    await web.services.db.execute('alter table linked_services rename to linked_services_away');
    const answer = await check(applicant, '/premium-estimate/');
    await web.services.db.execute('alter table linked_services_away rename to linked_services');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-madoguchi-user')).toBeNull();
  });
});

test('the user page lists the services by group, in their order, with what an address leads to', async () => {
  const page = await (await applicant.get('/')).text();
  const headings = [...page.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, text]) => text);
  expect(headings).toEqual(
    expect.arrayContaining(['保険の申込み', '保険料試算・海外商社', '事故・電子申請', '各種情報照会']),
  );
  expect(headings.indexOf('保険の申込み')).toBeLessThan(headings.indexOf('各種情報照会'));
  for (const name of ['保険料試算（詳細版）', '海外商社情報', '海外商社登録等のお手続き'])
    expect(page).toContain(name);
});
