import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insuredParties, linkedServices } from '../../db/schema/index.ts';
import { startNginx } from '../support/nginx.ts';
import { type Product, startProduct } from '../support/product.ts';
import { loggedInUser, type Visitor, visitorOf } from '../support/web.ts';

/** The configuration of docs/gateway.md, run by a real nginx in front of the real web server and of a service. */
let product: Product;
let service: Server;
let nginx: Awaited<ReturnType<typeof startNginx>>;
/** What the service was asked. */
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  product = await startProduct();
  service = createServer((incoming, outgoing) => {
    asked.push(incoming);
    outgoing.end(`service: ${incoming.url}`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => service.once('listening', resolve));
  const text = await readFile(new URL('../../docs/gateway.md', import.meta.url), 'utf8');
  const documented = /```nginx\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  nginx = await startNginx(
    documented
      .replace('server PORTAL', `server ${new URL(product.url).host}`)
      .replace('server SERVICE', `server 127.0.0.1:${(service.address() as AddressInfo).port}`)
      .replace('PUBLIC_URL$request_uri', `${product.url}$request_uri`),
  );
  const { db } = product.database;
  for (const { serviceCode } of await db.select().from(linkedServices))
    await db.execute(
      `update linked_services set url = '${product.url}/services/${serviceCode}/' where service_code = '${serviceCode}'`,
    );
}, 120_000);
afterAll(async () => {
  await nginx?.stop();
  service?.close();
  await product?.stop();
});

const administrator = () => loggedInUser(nginx.url, '201234567000');

test('the portal itself works through it', async () => {
  expect((await (await administrator()).get('/insured-party')).status).toBe(200);
});

test('a logged-in user reaches the service, which is told who it is and not with which session', async () => {
  const visitor = await administrator();
  asked.length = 0;
  const answer = await visitor.get('/services/individual-insurance/new?x=1', {
    'x-madoguchi-user': '999999999000',
    'x-madoguchi-insured-code': '999999999',
  });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('service: /services/individual-insurance/new?x=1');
  expect(asked[0]?.headers).toMatchObject({
    'x-madoguchi-user': '201234567000',
    'x-madoguchi-kind': 'administrator',
    'x-madoguchi-insured-code': '201234567',
    'x-madoguchi-application-right': 'apply',
    'x-madoguchi-service': 'individual-insurance',
  });
  expect(decodeURIComponent(String(asked[0]?.headers['x-madoguchi-name']))).toBe('日本　太郎');
  expect(asked[0]?.headers.cookie).toBeUndefined();
  expect((await visitor.post('/services/individual-insurance/new', { a: 'b' })).status).toBe(200);
});

test('whoever is not logged in is led to the login, and the service is not asked', async () => {
  asked.length = 0;
  const answer = await visitorOf(nginx.url).get('/services/premium-estimate/');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`${product.url}/login`);
  expect(asked).toEqual([]);
});

test('while a one-time password is due only the exempt services answer, however the address is written', async () => {
  const { db } = product.database;
  const visitor = await administrator();
  await db.update(insuredParties).set({ usesOneTimePassword: true });
  try {
    asked.length = 0;
    expect((await visitor.get('/services/premium-estimate/')).status).toBe(200);
    expect(asked).toHaveLength(1);
    const answer = await visitor.get('/services/individual-insurance/');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${product.url}/linked-services/individual-insurance`);
    for (const path of [
      '/services/premium-estimate/../individual-insurance/',
      '/services/premium-estimate/%2e%2e/individual-insurance/',
      '/services/premium-estimate/x%2f..%2f..%2findividual-insurance/',
      '/services/premium-estimate/..%2findividual-insurance/',
      '/services//individual-insurance/',
      '/services/./individual-insurance/',
    ])
      expect([303, 403, 400], path).toContain(await rawStatus(visitor, path));
    for (const headers of [
      { 'X-Original-URL': `${product.url}/services/premium-estimate/` },
      { 'X-Forwarded-Uri': '/services/premium-estimate/' },
      { Host: 'premium-estimate.example' },
    ])
      expect([303, 403], JSON.stringify(headers)).toContain(
        await rawStatus(visitor, '/services/individual-insurance/', headers),
      );
    expect(asked).toHaveLength(1);
  } finally {
    await db.update(insuredParties).set({ usesOneTimePassword: false });
  }
});

test('nobody outside reaches the gateway itself', async () => {
  const visitor = await administrator();
  expect((await visitor.get('/gateway/check')).status).toBe(404);
  expect((await visitor.get('/gateway-check')).status).toBe(404);
  expect((await visitor.post('/gateway/events')).status).toBe(404);
});

test('while the portal is away, nobody is let through', async () => {
  const visitor = await administrator();
  await product.web.kill();
  asked.length = 0;
  expect((await visitor.get('/services/premium-estimate/')).status).toBeGreaterThanOrEqual(500);
  expect(asked).toEqual([]);
});

/** Sends the path as it is: fetch would resolve dots before anybody sees them. */
function rawStatus(
  { cookies }: Visitor,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { hostname, port } = new URL(nginx.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { cookie, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}
