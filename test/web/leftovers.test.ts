import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeLeftovers } from '../../db/leftovers.ts';
import { requestWorkflowStart } from '../../db/outbox.ts';
import { savePublicDraft } from '../../db/public-drafts.ts';
import {
  drafts,
  loginThrottles,
  mailLog,
  mailResends,
  oneTimePasswords,
  outbox,
  publicDrafts,
  serviceEvents,
  staffLogins,
  staffSessions,
  webUserSessions,
} from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

const NOW = new Date();
const asKept = { now: NOW, monthsKept: 13 };
const ago = ({ days = 0, hours = 0 }) => new Date(NOW.getTime() - days * 86_400_000 - hours * 3_600_000);
const ahead = (hours: number) => ago({ hours: -hours });

test('what nobody needs any more goes, and nothing else', async () => {
  const { db } = web.services;
  await web.user('201234567000');
  await db.delete(webUserSessions);
  await db.delete(loginThrottles);
  const session = { webUserId: '201234567000', address: '203.0.113.101' };
  await db.insert(webUserSessions).values([
    { ...session, idHash: 'living', expiresAt: ahead(1), createdAt: ago({ hours: 11 }) },
    { ...session, idHash: 'idle for too long', expiresAt: ago({ hours: 1 }), createdAt: ago({ hours: 2 }) },
    { ...session, idHash: 'older than 12 hours', expiresAt: ahead(1), createdAt: ago({ hours: 13 }) },
  ]);
  await db.insert(staffSessions).values([
    { staffId: 'clerk1', address: '203.0.113.101', idHash: 'living', expiresAt: ahead(1) },
    { staffId: 'clerk1', address: '203.0.113.101', idHash: 'idle', expiresAt: ago({ hours: 1 }) },
  ]);
  const login = { staffId: 'clerk1', proofKind: 'chosen' as const, proofHash: 'hash' };
  await db.insert(staffLogins).values([
    { ...login, idHash: 'waits for its code', expiresAt: ahead(1) },
    { ...login, idHash: 'left half way', expiresAt: ago({ hours: 1 }) },
  ]);
  for (const sessionIdHash of ['living', 'idle for too long']) {
    await db.insert(drafts).values({ sessionIdHash, wizard: 'x', values: {} });
    await db.insert(oneTimePasswords).values({
      webUserId: '201234567000',
      sessionIdHash,
      requestedAt: ago({ hours: 1 }),
      expiresAt: ahead(1),
    });
  }
  await savePublicDraft(db, { tokenHash: 'old', values: {}, address: '' }, undefined, ago({ hours: 25 }));
  await db
    .insert(publicDrafts)
    .values({ tokenHash: 'young', values: {}, address: '', savedAt: ago({ hours: 23 }) });
  for (const workflowId of ['long delivered', 'just delivered', 'waiting'])
    await requestWorkflowStart(db, { workflowType: 'notice', workflowId, input: {} });
  await db.execute(`update outbox set created_at = now() - interval '60 days'`);
  await db.execute(
    `update outbox set delivered_at = now() - interval '29 days' where workflow_id = 'long delivered'`,
  );
  await db.execute(`update outbox set delivered_at = now() where workflow_id = 'just delivered'`);
  const services = { serviceCode: 'claims' };
  await db.insert(serviceEvents).values([
    { ...services, eventId: 'may come again', receivedAt: ago({ days: 367 }) },
    { ...services, eventId: 'too old to be taken', receivedAt: ago({ days: 369 }) },
  ]);
  await db.insert(loginThrottles).values([
    { key: 'webUser:201234567000', failures: 7, lastFailedAt: ago({ days: 500 }) },
    { key: 'webUser:299999999000', failures: 7, lastFailedAt: ago({ days: 89 }) },
    { key: 'webUser:299999999001', failures: 7, lastFailedAt: ago({ days: 91 }) },
    {
      key: `webUser:${tokenHash('a password in the wrong field')}`,
      failures: 1,
      lastFailedAt: ago({ days: 91 }),
    },
    { key: 'staff:clerk1', failures: 7, lastFailedAt: ago({ days: 500 }) },
    { key: 'staffCode:clerk1', failures: 7, lastFailedAt: ago({ days: 500 }) },
    { key: 'staff:nobody', failures: 7, lastFailedAt: ago({ days: 91 }) },
    { key: 'address:198.51.100.1', failures: 30, lastFailedAt: ago({ hours: 47 }) },
    { key: 'address:198.51.100.2', failures: 30, lastFailedAt: ago({ hours: 49 }) },
    { key: 'address:198.51.100.3', failures: 30, lastFailedAt: ago({ hours: 49 }), blockedUntil: ahead(1) },
    { key: 'reissue:webUser:201234567000', failures: 3, lastFailedAt: ago({ hours: 49 }) },
  ]);

  expect(await removeLeftovers(db, asKept)).toEqual({
    sessions: 4,
    publicDrafts: 1,
    deliveries: 1,
    throttles: 5,
    serviceEvents: 1,
    mails: 0,
  });
  const left = async (rows: Promise<Record<string, unknown>[]>, key: string) =>
    (await rows).map((row) => row[key]).sort();
  expect(await left(db.select().from(webUserSessions), 'idHash')).toEqual(['living']);
  expect(await left(db.select().from(staffSessions), 'idHash')).toEqual(['living']);
  expect(await left(db.select().from(staffLogins), 'idHash')).toEqual(['waits for its code']);
  expect(await left(db.select().from(drafts), 'sessionIdHash')).toEqual(['living']);
  expect(await left(db.select().from(oneTimePasswords), 'sessionIdHash')).toEqual(['living']);
  expect(await left(db.select().from(publicDrafts), 'tokenHash')).toEqual(['young']);
  expect(await left(db.select().from(outbox), 'workflowId')).toEqual(['just delivered', 'waiting']);
  expect(await left(db.select().from(serviceEvents), 'eventId')).toEqual(['may come again']);
  expect(await left(db.select().from(loginThrottles), 'key')).toEqual([
    'address:198.51.100.1',
    'address:198.51.100.3',
    'staff:clerk1',
    'staffCode:clerk1',
    'webUser:201234567000',
    'webUser:299999999000',
  ]);
  expect(Object.values(await removeLeftovers(db, asKept))).toEqual([0, 0, 0, 0, 0, 0]);
});

test('many rows go in several statements, and one that somebody holds is left for the next time', async () => {
  const { db } = web.services;
  await db.execute(`insert into public_drafts (token_hash, values, saved_at)
    select n::text, '{}', now() - interval '2 days' from generate_series(1, 12000) as n`);
  await db.transaction(async (tx) => {
    await tx.execute(`select from public_drafts where token_hash = '1' for update`);
    expect((await removeLeftovers(db, asKept)).publicDrafts).toBe(11_999);
  });
  expect((await removeLeftovers(db, asKept)).publicDrafts).toBe(1);
});

test('mails go with the month of the access history that they were sent in, but none that a kept one repeats', async () => {
  const { db } = web.services;
  await db.delete(mailLog);
  const mail = (messageId: string, days: number, resendOf?: string) => ({
    messageId,
    kind: 'emailChanged' as const,
    recipient: 'somebody@aonagi-trading.example',
    subject: 'メールアドレス変更',
    reference: messageId,
    createdAt: ago({ days }),
    resendOf,
  });
  await db
    .insert(mailLog)
    .values([
      mail('old', 430),
      mail('repeated lately', 430),
      mail('repeat', 1, 'repeated lately'),
      mail('repeated long ago', 430),
      mail('long ago', 429, 'repeated long ago'),
      mail('within the month kept', 364),
    ]);
  await db.insert(mailResends).values({
    resendId: randomUUID(),
    messageId: 'repeated long ago',
    reasonText: '届かないとのお電話',
    requestedBy: 'clerk1',
    requestedAt: ago({ days: 429 }),
  });

  let gone = 0;
  for (let night = 1; night <= 3; night++) gone += (await removeLeftovers(db, asKept)).mails;
  expect(gone).toBe(3);
  const kept = await db.select().from(mailLog);
  expect(kept.map(({ messageId }) => messageId).sort()).toEqual([
    'repeat',
    'repeated lately',
    'within the month kept',
  ]);
});
