import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../../web/app.ts';
import { connectionTimes, limitConnections } from '../../../web/connections.ts';
import { startTestWeb, type TestWeb } from '../../support/web.ts';

/** The server's own times, ten times as fast. */
const quick = Object.fromEntries(Object.entries(connectionTimes).map(([name, time]) => [name, time / 10]));

let web: TestWeb;
let server: Server;
let port: number;
beforeAll(async () => {
  web = await startTestWeb();
  const { fetch } = createApp(web.services);
  server = serve({ fetch, port: 0, hostname: '127.0.0.1', serverOptions: quick }) as Server;
  limitConnections(server);
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await web.close();
});

const slowHeaders = 'GET /login HTTP/1.1\r\nHost: portal.test\r\nX-Slow: ';
const slowBody =
  'POST /login HTTP/1.1\r\nHost: portal.test\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nwebUserId=';

test('V15.2.2 four hundred that send slowly hold up nobody, and are gone in seconds', async () => {
  const slow = await Promise.all(
    Array.from({ length: 400 }, (_, index) => sendSlowly(index % 2 ? slowHeaders : slowBody)),
  );
  const began = performance.now();
  for (let times = 0; times < 10; times += 1)
    expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(5_000);
  await Promise.all(slow.map(({ closed }) => closed));
  expect(slow.filter(({ answer }) => /^HTTP\/1.1 (408|400) /.test(answer())).length).toBe(400);
  expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
});

test('V15.2.2 the server waits no longer than half a minute for a request', () => {
  expect(connectionTimes.headersTimeout + connectionTimes.connectionsCheckingInterval).toBeLessThan(15_000);
  expect(connectionTimes.requestTimeout + connectionTimes.connectionsCheckingInterval).toBeLessThan(35_000);
  expect(server.maxConnections).toBe(10_000);
});

/** Connects, sends a beginning and then a byte at a time, until the other side has had enough. */
async function sendSlowly(beginning: string) {
  const socket: Socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(beginning);
  const ticking = setInterval(() => socket.write('x'), 200);
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      clearInterval(ticking);
      resolve();
    }),
  );
  return { closed, answer: () => answer };
}
