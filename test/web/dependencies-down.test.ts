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

test('without Postgres nothing opens: a clear page, 503, and readiness names what is missing', async () => {
  const nowhere = connect(`postgres://nobody@127.0.0.1:${await freePort()}/none`, { timeout: 2_000 });
  const visitor = visitorOf(createApp({ ...web.services, db: nowhere.db }));
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
  await nowhere.close();
});
