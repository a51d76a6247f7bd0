import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailChanges } from '../../db/schema/email-changes.ts';
import { webUserSessions } from '../../db/schema/sessions.ts';
import { findWebUser } from '../../db/web-users.ts';
import { personalDetailsInput } from '../../domain/personal-details.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());

test('V7.5.1 a draft that is swapped while it is confirmed changes no address without the password', async () => {
  const { db } = web.services;
  const administrator = await web.user('201234567000');
  await db.update(webUserSessions).set({ passwordGivenAt: new Date(Date.now() - 10 * 60_000) });
  const user = (await findWebUser(db, '201234567000'))?.user;
  const input = personalDetailsInput(user as never);
  const stolen = { ...input, email: 'thief@elsewhere.example', emailAgain: 'thief@elsewhere.example' };

  for (let round = 0; round < 25; round++) {
    await administrator.post('/administrator', { ...input, title: `部長${round}` });
    await Promise.all([
      administrator.post('/administrator/confirm'),
      administrator.post('/administrator', stolen),
      administrator.post('/administrator/confirm'),
      administrator.post('/administrator', stolen),
    ]);
  }
  expect(await db.select().from(emailChanges)).toEqual([]);
});
