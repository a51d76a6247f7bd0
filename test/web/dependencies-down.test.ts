import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/client.ts';
import { freePort } from '../../dev/ports.ts';
import { createApp } from '../../web/app.ts';
import { startTestWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());

const visitorOf = (app: ReturnType<typeof createApp>) =>
  new Visitor((path, init) => Promise.resolve(app.request(path, init)));

test('with everything there, the server says that it is alive and ready', async () => {
  const visitor = web.visitor();
  expect(await (await visitor.get('/healthz')).json()).toEqual({ status: 'ok' });
  const ready = await visitor.get('/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({
    status: 'ready',
    checks: { postgres: true, schema: true, temporal: true },
  });
});

test('V16.5.3 without Postgres nothing opens: a clear page, 503, and readiness names what is missing', async () => {
  const nowhere = connect(`postgres://nobody@127.0.0.1:${await freePort()}/none`, { timeout: 2_000 });
  const app = createApp({ ...web.services, db: nowhere.db });
  const visitor = visitorOf(app);
  expect((await visitor.get('/healthz')).status).toBe(200);
  expect(await (await visitor.get('/readyz')).json()).toMatchObject({
    checks: { postgres: false, temporal: true },
  });
  const login = await visitor.post('/login', {
    webUserId: '201234567000',
    password: 'demo only, never in production',
  });
  expect(login.status).toBe(503);
  expect(login.headers.getSetCookie()).toEqual([]);
  expect(login.headers.get('retry-after')).toBe('5');
  expect(await login.text()).toContain('<h1');

  for (const { method, path } of web.routes) {
    if (method !== 'GET' || /^\/(assets|healthz|readyz|gateway)/.test(path)) continue;
    const asking = visitorOf(app);
    for (const name of ['madoguchi_session', 'madoguchi_office']) asking.cookies.set(name, 'a'.repeat(40));
    const answer = await asking.get(path.replaceAll(/:\w+(\{[^}]*\})?/g, 'x'));
    expect([503, 404], path).toContain(answer.status);
    expect(await answer.text(), path).not.toMatch(/<form[^>]*method="post"/);
  }
  const asked = await visitor.get('/gateway/check', {
    'x-original-url': 'http://portal.test/premium-estimate/',
  });
  expect([401, 403, 503]).toContain(asked.status);
  await nowhere.close();
}, 60_000);
