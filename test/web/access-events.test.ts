import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessEvents } from '../../db/schema/events.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.services.db.delete(accessEvents);
});

test('what a person looks at is in the access history, with name, department and title as of then', async () => {
  const administrator = await web.user('201234567000');
  for (const path of ['/own-details', '/insured-party', '/change-applications', '/applicants', '/sessions'])
    expect((await administrator.get(path)).status).toBe(200);
  expect((await administrator.get('/change-applications/W20261122-000001-2')).status).toBe(404);
  await administrator.post('/logout');

  const events = await web.services.db.select().from(accessEvents);
  expect(events.map(({ operation }) => operation)).toEqual([
    '1-1',
    'P-2',
    'P-3',
    'P-16',
    'P-39',
    'P-42',
    'P-1',
  ]);
  for (const event of events)
    expect(event).toMatchObject({
      webUserId: '201234567000',
      insuredCode: '201234567',
      actorName: '日本　太郎',
      actorDepartment: '財務部',
      actorTitle: '部長',
    });
});

test('so is what leads out of the portal, keeps a session alive, or tries a password that is not the right one', async () => {
  const administrator = await web.user('201234567000');
  expect((await administrator.get('/linked-services/claims')).status).toBe(303);
  expect((await administrator.get('/linked-services/no-such-service')).status).toBe(404);
  expect((await administrator.post('/sessions/extension')).status).toBe(200);
  const wrong = { current: 'not the one', password: 'x'.repeat(20), again: 'x'.repeat(20) };
  expect((await administrator.post('/password', wrong)).status).toBe(422);
  const events = await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId);
  expect(events.map(({ operation, subject }) => [operation, subject])).toEqual([
    ['1-1', null],
    ['P-52', 'claims'],
    ['P-43', null],
    ['P-5', null],
  ]);
});
