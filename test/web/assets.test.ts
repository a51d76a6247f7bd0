import { brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { assets, assetUrl } from '../../web/assets.ts';

const app = new Hono().route('/assets', assets);

test('an asset may be kept for ever under an address that changes with its content', async () => {
  const url = assetUrl('app.css');
  const response = await app.request(url);
  expect(url).toMatch(/^\/assets\/[0-9a-f]{16}\/app\.css$/);
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(() => assetUrl('missing.css')).toThrow('missing.css');
});

test('every file that a style sheet asks for is served', async () => {
  for (const sheet of ['app.css', 'fonts.css']) {
    const css = await (await app.request(assetUrl(sheet))).text();
    const addresses = [...css.matchAll(/url\(([^)]+)\)/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses)
      expect([address, (await app.request(address)).status]).toEqual([address, 200]);
  }
});

test('a compressed asset is the same asset', async () => {
  const url = assetUrl('htmx.js');
  const plain = Buffer.from(await (await app.request(url)).arrayBuffer());
  const response = await app.request(url, { headers: { 'accept-encoding': 'gzip, br' } });
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(Buffer.from(await response.arrayBuffer())).equals(plain)).toBe(true);
});

test.each([
  '/assets/../package.json',
  '/assets/%2e%2e/package.json',
  '/assets/0000000000000000/app.css',
  '/assets/app.css',
  '/assets/',
])('nothing else is served: %s', async (path) => {
  expect((await app.request(path)).status).toBe(404);
});
