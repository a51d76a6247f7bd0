import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

const multipart = { 'sec-fetch-site': 'same-origin', 'content-type': 'multipart/form-data; boundary=limit' };

test.each([
  ['cut off', multipart, '--limit\r\nContent-Disposition: form-data; name="webUserId"\r\n\r\n2012'],
  ['without a boundary', { ...multipart, 'content-type': 'multipart/form-data' }, 'webUserId=2012'],
  ['without a part', multipart, ''],
])('a form %s is answered as what it is, not as a failure', async (_, headers, body) => {
  for (const path of ['/login', '/office/login', '/registration/head-office']) {
    const answer = await web.visitor().request(path, { method: 'POST', headers, body });
    expect(answer.status, path).toBe(400);
    expect(await answer.text()).toContain('操作を受け付けられませんでした');
  }
});

test('a form that can be read is read, whichever way it is written', async () => {
  const body = '--limit\r\nContent-Disposition: form-data; name="webUserId"\r\n\r\n2012\r\n--limit--\r\n';
  const answer = await web.visitor().request('/login', { method: 'POST', headers: multipart, body });
  expect(answer.status).toBe(422);
});

test('NUL, which no database takes, is answered as what it is', async () => {
  const supervisor = await web.staff('supervisor1');
  for (const path of ['/office/agreements/a%00', '/office/linked-services/%00', '/office/staff-accounts/%00'])
    expect((await supervisor.get(path)).status, path).toBe(404);
  const changed = await supervisor.post('/office/account/sessions/ends/%00');
  expect(changed.status).toBe(404);
  expect(await changed.text()).not.toContain('受付番号');
  const view = { viewId: crypto.randomUUID(), queue: '', name: 'a\0' };
  expect((await supervisor.post('/office/queue-views', view)).status).toBeLessThan(500);
});

test('a bank whose code cannot be one does not stay in a draft that no page can show', async () => {
  const administrator = await web.user('201234567000');
  const chosen = await administrator.post('/bank-accounts/new/banks/selection', { bankCode: '\0' });
  expect((await administrator.follow(chosen)).status).toBe(200);
});
