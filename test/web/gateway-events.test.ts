import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessEvents, linkedServices, serviceEvents, serviceKeys } from '../../db/schema/index.ts';
import { issueServiceKey, revokeServiceKeys } from '../../db/service-keys.ts';
import { createApp } from '../../web/app.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

const APPLICANT = '201234567001';

let web: TestWeb;
let app: ReturnType<typeof createApp>;
let key: string;
beforeAll(async () => {
  web = await startTestWeb();
  app = createApp(web.services);
  await addGroupViewer(web.services.db, '201234567901', ['201234567', '201234568']);
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(accessEvents);
  await db.delete(serviceEvents);
  await db.delete(serviceKeys);
  await db.update(linkedServices).set({ closedAt: null });
  key = await issueServiceKey(db, 'individual-insurance');
});

const send = (body: unknown, authorization = `Bearer ${key}`) =>
  Promise.resolve(
    app.request('/gateway/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
interface Result {
  eventId: string | null;
  status: string;
  errors?: string[];
}
const resultsOf = async (answer: Response) => ((await answer.json()) as { results: Result[] }).results;
const event = (eventId: string, further: Record<string, unknown> = {}) => ({
  eventId,
  webUserId: APPLICANT,
  operation: '3-2',
  at: new Date(Date.now() - 60_000).toISOString(),
  address: '203.0.113.101',
  ...further,
});
const history = () => web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId);

describe('POST /gateway/events', () => {
  test('records what users did, with name, department and title as of now unless given', async () => {
    const at = '2026-11-22T09:30:00+09:00';
    const asOfThen = { name: '水野　旧姓', department: '', title: '主任' };
    const answer = await send({
      events: [event('a', { at, subject: 'A-1' }), event('b', { ...asOfThen, operation: '1-3' })],
    });
    expect(answer.status).toBe(200);
    expect(await resultsOf(answer)).toEqual([
      { eventId: 'a', status: 'recorded' },
      { eventId: 'b', status: 'recorded' },
    ]);
    const rows = await history();
    expect(rows.find(({ operation }) => operation === '3-2')).toMatchObject({
      webUserId: APPLICANT,
      insuredCode: '201234567',
      actorName: '水野　沙織',
      at: new Date(at),
      subject: 'A-1',
      address: '203.0.113.101',
    });
    expect(rows.find(({ operation }) => operation === '1-3')).toMatchObject({
      actorName: '水野　旧姓',
      actorDepartment: '',
      actorTitle: '主任',
    });
  });

  test('an event that is sent again, in the same batch or ten times at once, is recorded once', async () => {
    const batch = { events: [event('a'), event('b'), event('a', { subject: 'again' })] };
    const results = await Promise.all(Array.from({ length: 10 }, async () => resultsOf(await send(batch))));
    expect(await history()).toHaveLength(2);
    expect((await history()).some(({ subject }) => subject === 'again')).toBe(false);
    expect(results.flat().filter(({ status }) => status === 'recorded')).toHaveLength(2);
    expect(results.flat().filter(({ status }) => status === 'duplicate')).toHaveLength(28);
  });

  test('another service’s events of the same ID are others', async () => {
    const other = await issueServiceKey(web.services.db, 'claims');
    await send({ events: [event('a')] });
    expect(await resultsOf(await send({ events: [event('a')] }, `Bearer ${other}`))).toMatchObject([
      { status: 'recorded' },
    ]);
    expect(await history()).toHaveLength(2);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no object', 'text', /event/],
    ['no ID', { ...event('x'), eventId: '' }, /^eventId/],
    ['an unknown user', event('x', { webUserId: '201234567099' }), /^webUserId: there is no such user/],
    ['a malformed user', event('x', { webUserId: '1' }), /^webUserId/],
    ['a login', event('x', { operation: '1-1' }), /^operation/],
    ['an operation of the portal', event('x', { operation: 'P-1' }), /^operation/],
    ['an unknown operation', event('x', { operation: '3-99' }), /^operation/],
    [
      'the future',
      event('x', { at: new Date(Date.now() + 6 * 60_000).toISOString() }),
      /^at: is in the future/,
    ],
    ['long ago', event('x', { at: '2020-01-01T00:00:00Z' }), /^at: is more than/],
    ['no time', event('x', { at: '2026/11/22 09:30' }), /^at/],
    ['no address', event('x', { address: '203.0.113' }), /^address/],
    ['an octal address', event('x', { address: '0313.0.0161.0145' }), /^address/],
    ['a line break', event('x', { subject: 'a\r\nb' }), /^subject/],
    ['a property that is not known', event('x', { email: 'a@b.example' }), /email/],
    ['another company', event('x', { insuredCode: '201234568' }), /^insuredCode/],
  ];
  test.each(wrong)(
    '%s: that event is refused by itself, the others of the batch are recorded',
    async (_what, bad, reason) => {
      const results = await resultsOf(await send({ events: [event('before'), bad, event('after')] }));
      expect(results.map(({ status }) => status)).toEqual(['recorded', 'refused', 'recorded']);
      expect(results[1]?.errors?.[0]).toMatch(reason);
      expect(await history()).toHaveLength(2);
    },
  );

  test('a refused event is recorded once it is put right', async () => {
    await send({ events: [event('a', { webUserId: '201234567099' })] });
    expect(await resultsOf(await send({ events: [event('a')] }))).toMatchObject([{ status: 'recorded' }]);
  });

  test('what a group viewer does belongs to the company that it looks at, if it is one of its own', async () => {
    const viewer = { webUserId: '201234567901', operation: '8-2' };
    const results = await resultsOf(
      await send({
        events: [
          event('a', { ...viewer, insuredCode: '201234568' }),
          event('b', { ...viewer, insuredCode: '201234569' }),
          event('c', viewer),
        ],
      }),
    );
    expect(results.map(({ status }) => status)).toEqual(['recorded', 'refused', 'recorded']);
    expect((await history()).map(({ insuredCode }) => insuredCode).sort()).toEqual([
      '201234567',
      '201234568',
    ]);
  });

  test('1,000 events at a time, and no more', async () => {
    const events = Array.from({ length: 1_001 }, (_, index) => event(`bulk-${index}`));
    expect((await send({ events })).status).toBe(413);
    const begun = performance.now();
    const results = await resultsOf(await send({ events: events.slice(0, 1_000) }));
    if (process.env.REPORT_TIMES) console.log(`1,000 events: ${Math.round(performance.now() - begun)} ms`);
    expect(results.every(({ status }) => status === 'recorded')).toBe(true);
    expect(await history()).toHaveLength(1_000);
  });

  test('what is no batch is refused as a whole, and what is too large is not read', async () => {
    for (const body of ['', '{', '[]', '{"events": {}}', 'null'])
      expect((await send(body)).status, body).toBe(400);
    expect((await send(`{"events": ["${'x'.repeat(3 * 1024 * 1024)}"]}`)).status).toBe(413);
    expect(await resultsOf(await send({ events: [] }))).toEqual([]);
  });

  test('whatever is sent, it is answered and never half recorded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.jsonValue(), fc.constant(event('same'))), { maxLength: 5 }),
        async (events) => {
          const answer = await send({ events });
          expect(answer.status).toBe(200);
          expect(await resultsOf(answer)).toHaveLength(events.length);
        },
      ),
      { numRuns: 40 },
    );
    expect((await history()).length).toBeLessThanOrEqual(1);
  });

  test('a cut transaction leaves neither event nor the note of its ID', async () => {
    await web.services.db.execute('alter table access_events rename to access_events_away');
    const answer = await send({ events: [event('a')] });
    await web.services.db.execute('alter table access_events_away rename to access_events');
    expect(answer.status).toBe(500);
    expect(await resultsOf(await send({ events: [event('a')] }))).toMatchObject([{ status: 'recorded' }]);
  });
});

describe('keys', () => {
  test('whatever is wrong with a key, the answer is the same and nothing is recorded', async () => {
    const revoked = await issueServiceKey(web.services.db, 'claims');
    await revokeServiceKeys(web.services.db, 'claims', new Date());
    const ofAClosed = await issueServiceKey(web.services.db, 'credit-limit');
    await web.services.db.execute(
      `update linked_services set closed_at = now() where service_code = 'credit-limit'`,
    );
    const bodies = new Set<string>();
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${key}x`,
      `Basic ${key}`,
      `Bearer ${revoked}`,
      `Bearer ${ofAClosed}`,
      'Bearer mdg_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ]) {
      const answer = await send({ events: [event('a')] }, authorization);
      expect(answer.status, authorization).toBe(401);
      bodies.add(await answer.text());
    }
    expect(bodies.size).toBe(1);
    expect(await history()).toEqual([]);
  });

  test('a customer’s session is no key', async () => {
    const administrator = await web.user('201234567000');
    await web.services.db.delete(accessEvents);
    expect((await administrator.post('/gateway/events')).status).toBe(401);
  });

  test('a new key works beside the old one, until all are ended', async () => {
    const newer = await issueServiceKey(web.services.db, 'individual-insurance');
    expect((await send({ events: [event('a')] })).status).toBe(200);
    expect((await send({ events: [event('b')] }, `Bearer ${newer}`)).status).toBe(200);
    expect(await revokeServiceKeys(web.services.db, 'individual-insurance', new Date())).toBe(2);
    expect((await send({ events: [event('c')] })).status).toBe(401);
  });

  test('ASVS V11.5.1: 256 bits, of which only the hash is stored', async () => {
    expect(key).toMatch(/^mdg_[\w-]{43}$/);
    expect(JSON.stringify(await web.services.db.select().from(serviceKeys))).not.toContain(key);
  });

  test('the command prints a key that works; an unknown service is named', async () => {
    const run = (...given: string[]) =>
      promisify(execFile)(
        process.execPath,
        [fileURLToPath(new URL('../../db/issue-service-key.ts', import.meta.url)), ...given],
        { env: { PATH: process.env.PATH, DATABASE_URL: web.environment.DATABASE_URL } },
      );
    const { stdout } = await run('claims');
    expect(
      (await send({ events: [event('a', { operation: '7-2' })] }, `Bearer ${stdout.trim()}`)).status,
    ).toBe(200);
    await expect(run('no-such-service')).rejects.toThrow(/no open linked service “no-such-service”/);
    expect((await run('claims', '--revoke')).stderr).toContain('Keys ended: 1');
  });
});
