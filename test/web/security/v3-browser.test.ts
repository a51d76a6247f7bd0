import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { ADMINISTRATOR, logIn } from './fixtures.ts';
import { addPeople } from './people.ts';
import { addRecords, placeOf } from './records.ts';

let web: TestWeb;
let overTls: TestWeb;
let user: Visitor;
let clerk: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  overTls = await startTestWeb({ PUBLIC_URL: 'https://portal.test' });
  user = await web.user(ADMINISTRATOR);
  clerk = await web.staff('clerk1');
});
afterAll(() => Promise.all([web.close(), overTls.close()]));

const paths = (of: TestWeb) =>
  of.routes.map(({ method, path }) => ({ method, path: path.replace(/:\w+(\{.*?\})?/g, 'x') }));
const safe = ['GET', 'HEAD', 'OPTIONS', 'ALL'];
/** Without what differs from request to request, so that a route is a name a reader can find. */
const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('V3.3.1 V3.3.4 the session cookie', () => {
  const attributesOf = (answer: Response) => answer.headers.getSetCookie().at(-1) ?? '';

  test.each([
    ['/login', { webUserId: ADMINISTRATOR }],
    ['/office/login', { staffId: 'clerk1' }],
  ])(
    'of %s is __Host-, Secure, HttpOnly and SameSite over HTTPS, without a lifetime in the browser',
    async (path, who) => {
      const password = 'demo only, never in production';
      const cookie = attributesOf(await overTls.visitor().post(path, { ...who, password }));
      expect(cookie).toMatch(/^__Host-madoguchi_(session|office)=/);
      for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'])
        expect(cookie).toContain(attribute);
      expect(cookie).not.toMatch(/Domain=/i);
      const plain = attributesOf(await web.visitor().post(path, { ...who, password }));
      expect(plain).toContain('HttpOnly');
      expect(plain).not.toContain('Secure');
    },
  );
});

describe('V3.4 headers on every route', () => {
  test('V3.4.3 V3.4.4 V3.4.6 content policy, nosniff and no framing, whoever asks and whatever comes of it', async () => {
    const everything = [
      ...paths(web),
      { method: 'GET', path: '/no-such-page' },
      { method: 'GET', path: '/office/no-such-page' },
    ];
    expect(everything.length).toBeGreaterThan(30);
    for (const route of everything)
      for (const visitor of safe.includes(route.method) ? [web.visitor(), user, clerk] : [web.visitor()]) {
        const answer = safe.includes(route.method)
          ? await visitor.get(route.path)
          : await visitor.post(route.path);
        const header = (name: string) => answer.headers.get(name) ?? '';
        expect.soft(header('content-security-policy'), named(route)).toMatch(/default-src 'self'/);
        expect.soft(header('content-security-policy'), named(route)).toMatch(/frame-ancestors 'none'/);
        expect.soft(header('content-security-policy'), named(route)).not.toMatch(/unsafe/);
        expect.soft(header('x-content-type-options'), named(route)).toBe('nosniff');
        expect.soft(answer.status, named(route)).toBeLessThan(500);
      }
  });

  test('V14.3.2 no page is kept by a browser or a proxy', async () => {
    for (const route of paths(web).filter(
      ({ method, path }) => method === 'GET' && !/assets|healthz|readyz/.test(path),
    ))
      expect.soft((await user.get(route.path)).headers.get('cache-control'), named(route)).toBe('no-store');
  });

  test('V3.4.1 HSTS for a year over HTTPS', async () => {
    for (const path of ['/login', '/office/login', '/', '/no-such-page', '/assets/none'])
      expect((await overTls.visitor().get(path)).headers.get('strict-transport-security')).toBe(
        'max-age=31536000; includeSubDomains',
      );
  });

  test('no page has a script or style of its own', async () => {
    await addPeople(web);
    const records = await addRecords(web);
    const everybody = [user, clerk, await web.staff('supervisor1'), await web.user('201234567901')];
    const pages = web.routes.filter(
      ({ method, path }) => method === 'GET' && !/^\/(assets|gateway)/.test(path),
    );
    let shown = 0;
    for (const route of pages)
      for (const visitor of [...everybody, web.visitor()]) {
        const answer = await visitor.get(placeOf(route, records).path);
        if (answer.status === 200) shown += 1;
        expect
          .soft(await answer.text(), named(route))
          .not.toMatch(/<script(?![^>]*\bsrc=)|<style|<[^>]*\s(on\w+|style)=/i);
      }
    expect(shown).toBeGreaterThan(pages.length);
  });
});

describe('V3.5.1 V3.5.3 what comes from elsewhere', () => {
  const elsewhere: [name: string, headers: Record<string, string>][] = [
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister domain', { 'sec-fetch-site': 'same-site' }],
    ['no page at all', { 'sec-fetch-site': 'none' }],
    [
      'a foreign origin, told by an old browser',
      { 'sec-fetch-site': '', origin: 'https://elsewhere.example' },
    ],
    ['a sandboxed frame', { 'sec-fetch-site': '', origin: 'null' }],
    ['a program without either header', { 'sec-fetch-site': '' }],
  ];

  test.each(elsewhere)('%s is refused on every route that changes anything', async (_name, headers) => {
    // Services send no cookie but a key, which no browser has: test/web/gateway-events.test.ts.
    const unsafe = paths(web).filter(
      (route) => !safe.includes(route.method) && route.path !== '/gateway/events',
    );
    expect(unsafe.length).toBeGreaterThan(10);
    for (const route of unsafe)
      for (const visitor of [web.visitor(), user, clerk])
        expect.soft((await visitor.post(route.path, {}, headers)).status, named(route)).toBe(403);
    expect((await user.get('/')).status).toBe(200);
  });

  test('our own pages get through, with either header', async () => {
    for (const headers of [{}, { 'sec-fetch-site': '', origin: 'http://portal.test' }])
      expect((await web.visitor().post('/login', {}, headers)).status).toBe(422);
  });

  test('V3.5.3 no GET logs in, out, or ends anything', async () => {
    const visitor = web.visitor();
    await logIn(visitor, ADMINISTRATOR);
    for (const path of ['/logout', '/sessions/ends/others', '/login?webUserId=1&password=2'])
      await visitor.get(path);
    expect((await visitor.get('/')).status).toBe(200);
    expect((await user.get('/')).status).toBe(200);
  });
});
