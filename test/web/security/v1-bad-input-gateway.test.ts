import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueServiceKey } from '../../../db/service-keys.ts';
import { forEveryone } from '../../../web/access.ts';
import { createApp } from '../../../web/app.ts';
import { startTestWeb, type TestWeb, Visitor } from '../../support/web.ts';
import { askBadly, asked, judged, listeningLogger, seed } from './ask-badly.ts';
import { badForm, headerText, nasty } from './bad-input.ts';
import { sameBrowser, undone } from './undone.ts';

const RUNS = 1_000;

let web: TestWeb;
let administrator: Visitor;
let key: string;
beforeAll(async () => {
  web = await startTestWeb({}, listeningLogger);
  administrator = await web.user('201234567000');
  key = await issueServiceKey(web.services.db, 'premium-estimate');
});
afterAll(() => web?.close());

/** Sends what is made up for the gateway, undone afterwards. */
async function ask<Case>(
  cases: fc.Arbitrary<Case>,
  send: (visitor: Visitor, one: Case) => Promise<Response>,
) {
  const property = fc.asyncProperty(cases, async (one) => {
    asked.count += 1;
    await undone(web, async () => {
      await judged(send(sameBrowser(web, administrator), one));
    });
  });
  await fc.assert(property, { numRuns: RUNS, seed });
}

describe(`whatever the gateway is asked, it answers, by no failure (seed ${seed})`, () => {
  const address = fc.oneof(
    headerText,
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      'http://estimate.example',
      'https://user:pass@estimate.example:99999/',
      'http://[::1',
      '//x',
      '/../..',
    ),
    fc.webPath(),
  );

  test('GET /gateway/check', async () => {
    const headers = fc.dictionary(
      fc.constantFrom(
        'x-original-url',
        'x-forwarded-uri',
        'x-forwarded-proto',
        'x-forwarded-host',
        'x-forwarded-for',
        'x-original-method',
        'cookie',
        'authorization',
      ),
      address,
      { minKeys: 1, maxKeys: 5 },
    );
    const query = fc.array(fc.tuple(nasty, nasty), { maxLength: 2 });
    await ask(fc.record({ headers, query }), (visitor, { headers, query }) =>
      visitor.get(`/gateway/check?${new URLSearchParams(query)}`, headers),
    );
  }, 60_000);

  test('POST /gateway/events', async () => {
    const good = {
      eventId: 'e-1',
      webUserId: '201234567001',
      operation: '3-1',
      at: new Date().toISOString(),
      address: '203.0.113.7',
      subject: '1',
      name: '水野',
      department: '財務部',
      title: '',
      insuredCode: '201234567',
    };
    const value = fc.oneof(nasty, fc.jsonValue(), fc.constantFrom(null, [], {}, ['x'], 1e308, -0));
    const event = fc
      .dictionary(
        fc.oneof(
          fc.constantFrom(...Object.keys(good)),
          nasty.map((text) => text.slice(0, 50)),
        ),
        value,
        {
          maxKeys: 3,
        },
      )
      .map((changes) => ({ ...good, ...changes }));
    const body = fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .array(fc.oneof(event, fc.jsonValue()), { maxLength: 4 })
          .map((events) => JSON.stringify({ events })),
      },
      fc.json(),
      nasty,
      fc.constantFrom(
        '{"events":[',
        '{"events":[{}]} x',
        '['.repeat(50_000),
        `{"events":[${'[],'.repeat(2_000)}0]}`,
        '{"events":[{"eventId":"\\ud800","__proto__":{"name":"x"}}]}',
        '{"__proto__":{"events":[]}}',
      ),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    const type = fc.constantFrom(
      'application/json',
      'text/plain',
      'multipart/form-data',
      'application/json; charset=x',
    );
    const authorization = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, headerText);
    await ask(fc.record({ body, type, authorization }), (visitor, { body, type, authorization }) =>
      visitor.request('/gateway/events', {
        method: 'POST',
        headers: { 'content-type': type, authorization: authorization ?? `Bearer ${key}` },
        body,
      }),
    );
  }, 60_000);

  test('these were 2,000 and more', () => {
    expect(asked.count).toBeGreaterThanOrEqual(2 * RUNS);
  });
});

test('a bug that is planted for it is found, and made small', async () => {
  const app = createApp(web.services).post('/planted', forEveryone, async (c) => {
    const { amount } = await c.req.parseBody({ all: true });
    if (String(amount).includes('\0')) throw new Error('planted');
    return c.text('fine');
  });
  const planted = { ...web, visitor: () => new Visitor(async (path, init) => app.request(path, init)) };
  const asking = askBadly(
    planted,
    badForm([
      { name: 'amount', value: '1' },
      { name: 'note', value: '' },
    ]),
    (input) => ({
      target: { method: 'POST', route: '/planted', path: '/planted', visitor: administrator },
      input,
    }),
    2_000,
  );
  await expect(asking).rejects.toThrow(/Counterexample: .*\[\["amount","[^"]*\\u0000[^"]*"\]/);
});
