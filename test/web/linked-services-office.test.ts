import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkedServices, serviceKeys, staffEvents } from '../../db/schema/index.ts';
import { DEMO_SERVICES_URL, demoServices } from '../../db/seed/demo-services.ts';
import { findServiceByKey, issueServiceKey } from '../../db/service-keys.ts';
import { createApp } from '../../web/app.ts';
import { staffActs } from '../support/acts.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/linked-services';
const CLAIMS = `${HOME}/claims`;

let web: TestWeb;
let supervisor: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  supervisor = await web.staff('supervisor1');
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(serviceKeys);
  await db.delete(linkedServices);
  await db.insert(linkedServices).values(demoServices(DEMO_SERVICES_URL));
  await db.delete(staffEvents);
});

const serviceOf = async (serviceCode: string) =>
  (await web.services.db.select().from(linkedServices).where(eq(linkedServices.serviceCode, serviceCode)))[0];

const form = {
  serviceCode: 'rating-search',
  name: '格付検索',
  description: '',
  url: 'https://rating.example.jp/search/',
  open: 'true',
  menuGroup: '各種情報照会',
  position: '200',
  rightNeeded: 'contractData',
  exemptFromOneTimePassword: 'false',
};
const { serviceCode: _fixed, ...changeable } = form;

describe('a service', () => {
  test('that is registered stands in the menu of those who hold its right', async () => {
    const answer = await supervisor.post(HOME, form);
    expect(answer.headers.get('location')).toBe(`${HOME}?done=added`);
    expect(await staffActs(web.services.db)).toEqual([['linkedServiceAdded', 'rating-search']]);
    const administrator = await web.user('201234567000');
    expect(await pageOf(administrator.get('/'))).toContain('格付検索');
    expect(await pageOf(supervisor.get(HOME))).toContain('格付検索');
  });

  test.each([
    ['a code with other signs', { serviceCode: '格付' }, 'サービスコードは、英字で始まる'],
    ['a code that is taken', { serviceCode: 'claims' }, 'このサービスコードはすでに登録されています'],
    ['a relative URL', { url: '/search' }, 'URLは「https://」'],
    ['a script for a URL', { url: 'javascript:alert(1)' }, 'URLは「https://」'],
    ['a URL with credentials', { url: 'https://a:b@rating.example.jp/' }, 'URLは「https://」'],
    ['a URL with a query', { url: 'https://rating.example.jp/?a=b' }, 'URLは「https://」'],
    ['a URL that servers read differently', { url: 'https://rating.example.jp/a/../b' }, 'URLは「https://」'],
    [
      'another service’s URL',
      { url: `${DEMO_SERVICES_URL}/claims/` },
      '別の連携サービスがすでに使っています',
    ],
    ['no right', { rightNeeded: '' }, '利用に必要な権限を選択してください'],
    ['an unknown right', { rightNeeded: 'root' }, '一覧から選択してください'],
    ['no order', { position: 'first' }, '0以上の整数を数字で'],
  ])('with %s is not registered, and its form comes back', async (_, change, message) => {
    const answer = await supervisor.post(HOME, { ...form, ...change });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(message);
    expect(page).toContain('value="格付検索"');
    expect(await staffActs(web.services.db)).toEqual([]);
  });

  test('is changed, closed and opened again; the day it was closed stays through other changes', async () => {
    const closed = { ...changeable, open: 'false', url: `${DEMO_SERVICES_URL}/claims/` };
    await supervisor.post(CLAIMS, { ...closed, version: '1' });
    const first = (await serviceOf('claims'))?.closedAt;
    expect(first).toBeInstanceOf(Date);
    const administrator = await web.user('201234567000');
    expect(await pageOf(administrator.get('/'))).not.toContain('格付検索');
    await supervisor.post(CLAIMS, { ...closed, name: '事故', version: '2' });
    expect((await serviceOf('claims'))?.closedAt).toEqual(first);
    await supervisor.post(CLAIMS, { ...closed, open: 'true', version: '3' });
    expect(await serviceOf('claims')).toMatchObject({ closedAt: null, version: 4, changedBy: 'supervisor1' });
    expect(await staffActs(web.services.db)).toHaveLength(3);
  });

  test('that somebody else changed meanwhile is not written over; what differs is shown', async () => {
    const url = `${DEMO_SERVICES_URL}/claims/`;
    await supervisor.post(CLAIMS, { ...changeable, url, name: '先の名前', version: '1' });
    const answer = await supervisor.post(CLAIMS, { ...changeable, url, name: '後の名前', version: '1' });
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(page).toMatch(/class="before">先の名前/);
    expect(page).toContain('value="後の名前"');
    expect(await serviceOf('claims')).toMatchObject({ name: '先の名前' });
  });

  test('two that take the same address at once: one gets it, the other is told beside the field', async () => {
    const answers = await Promise.all(
      ['one', 'two'].map((serviceCode) => supervisor.post(HOME, { ...form, serviceCode })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  });

  test('of the demo is saved as it stands: its own form passes its own checks', async () => {
    const page = await pageOf(supervisor.get(CLAIMS));
    const value = (name: string) =>
      new RegExp(`name="${name}"[^>]*value="([^"]*)"[^>]*checked`).exec(page)?.[1] ??
      new RegExp(`name="${name}"[\\s\\S]*?<option value="([^"]*)" selected`).exec(page)?.[1] ??
      '';
    const text = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '';
    const asShown = {
      ...Object.fromEntries(['name', 'description', 'url', 'menuGroup', 'position'].map((n) => [n, text(n)])),
      ...Object.fromEntries(['open', 'rightNeeded', 'exemptFromOneTimePassword'].map((n) => [n, value(n)])),
      version: '1',
    };
    expect((await supervisor.post(CLAIMS, asShown)).status).toBe(303);
    const { changedAt: _, changedBy: __, version: ___, ...now } = (await serviceOf('claims')) ?? {};
    expect(now).toMatchObject(demoServices(DEMO_SERVICES_URL).find((s) => s.serviceCode === 'claims') ?? {});
  });
});

describe('keys', () => {
  const issue = (name: string, keyId = crypto.randomUUID()) =>
    supervisor.post(`${CLAIMS}/keys`, { name, keyId });
  const keyIn = (page: string) => /mdg_[\w-]{43}/.exec(page)?.[0] ?? '';

  test('a key is shown once, kept as a hash, and works; its use is noted to the minute', async () => {
    const answer = await issue('本番サーバー');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const key = keyIn(await answer.text());
    expect(key).not.toBe('');
    expect(JSON.stringify(await web.services.db.select().from(serviceKeys))).not.toContain(key);
    const list = await pageOf(supervisor.get(`${CLAIMS}/keys`));
    expect(list).toContain('本番サーバー');
    expect(list).toContain('未使用');
    expect(list).not.toContain(key);
    expect(await staffActs(web.services.db)).toEqual([['serviceKeyIssued', 'claims']]);

    const { db } = web.services;
    const at = (time: string) => new Date(`2026-11-22T${time}Z`);
    const lastUse = async () => (await db.select().from(serviceKeys))[0]?.lastUsedAt;
    expect((await findServiceByKey(db, key, at('01:00:00')))?.serviceCode).toBe('claims');
    expect(await lastUse()).toEqual(at('01:00:00'));
    await findServiceByKey(db, key, at('01:00:59'));
    expect(await lastUse()).toEqual(at('01:00:00'));
    await findServiceByKey(db, key, at('01:01:01'));
    expect(await lastUse()).toEqual(at('01:01:01'));
  });

  test('an exchange without a gap: both work, then only the new one', async () => {
    const older = keyIn(await pageOf(issue('旧')));
    const newer = keyIn(await pageOf(issue('新')));
    const works = async (key: string) => {
      const answer = await createApp(web.services).request('/gateway/events', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: '{"events":[]}',
      });
      return answer.status === 200;
    };
    expect([await works(older), await works(newer)]).toEqual([true, true]);
    const [row] = await web.services.db.select().from(serviceKeys).where(eq(serviceKeys.name, '旧'));
    const path = `${CLAIMS}/keys/${row?.keyId}/revocation`;
    expect(await pageOf(supervisor.get(path))).toContain('キー「旧」を失効させます。よろしいですか？');
    expect((await supervisor.post(path)).headers.get('location')).toBe(`${CLAIMS}/keys?done=revoked`);
    expect([await works(older), await works(newer)]).toEqual([false, true]);
    const again = await supervisor.post(path);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('すでに失効しています');
    expect(
      (await staffActs(web.services.db)).filter(([operation]) => operation === 'serviceKeyRevoked'),
    ).toHaveLength(1);
  });

  test('a form that is sent twice issues one key, and shows it once', async () => {
    const keyId = crypto.randomUUID();
    const answers = await Promise.all([issue('本番', keyId), issue('本番', keyId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    expect(pages.filter((page) => keyIn(page))).toHaveLength(1);
    expect(pages.find((page) => !keyIn(page))).toContain('このキーはすでに発行されています');
    expect(await web.services.db.select().from(serviceKeys)).toHaveLength(1);
  });

  test('without a name there is none; another service’s key cannot be revoked here', async () => {
    const answer = await issue(' ');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('キーの名前を入力してください');
    const keyId = crypto.randomUUID();
    await issueServiceKey(web.services.db, 'credit-limit', { keyId });
    expect((await supervisor.post(`${CLAIMS}/keys/${keyId}/revocation`)).status).toBe(404);
    expect((await supervisor.post(`${CLAIMS}/keys`, { name: '本番', keyId: 'x' })).status).toBe(400);
  });
});

test('others than supervisors see services and keys, and change nothing', async () => {
  await issueServiceKey(web.services.db, 'claims', { name: '本番' });
  for (const staffId of ['clerk1', 'approver1', 'auditor1']) {
    const visitor = await web.staff(staffId);
    for (const path of [HOME, CLAIMS, `${CLAIMS}/keys`])
      expect(await pageOf(visitor.get(path)), path).not.toMatch(/<form[^>]*linked-services/);
    expect((await visitor.post(`${CLAIMS}/keys`, { name: '他', keyId: crypto.randomUUID() })).status).toBe(
      403,
    );
    expect((await visitor.post(CLAIMS, { ...changeable, version: '1' })).status).toBe(403);
  }
});
