import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffEvents } from '../../db/schema/events.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());

const looksAt = (subject: string) =>
  web.services.db
    .select({ staffId: staffEvents.staffId })
    .from(staffEvents)
    .where(and(eq(staffEvents.operation, 'viewed'), eq(staffEvents.subject, subject)))
    .orderBy(staffEvents.staffEventId)
    .then((rows) => rows.map(({ staffId }) => staffId));

test('who looks at an application is recorded: once a person for ten minutes, the auditor too', async () => {
  const [one, other] = [await submitted(web.services.db), await submitted(web.services.db)];
  const [clerk, auditor] = [await web.staff('clerk1'), await web.staff('auditor1')];
  for (const visitor of [clerk, clerk, auditor, clerk])
    expect((await visitor.get(`/office/change-applications/${one}`)).status).toBe(200);
  await clerk.get(`/office/change-applications/${other}`);
  expect(await looksAt(one)).toEqual(['clerk1', 'auditor1']);
  expect(await looksAt(other)).toEqual(['clerk1']);

  await web.services.db
    .update(staffEvents)
    .set({ at: sql`now() - interval '11 minutes'` })
    .where(eq(staffEvents.staffId, 'clerk1'));
  await clerk.get(`/office/change-applications/${one}`);
  expect(await looksAt(one)).toEqual(['clerk1', 'auditor1', 'clerk1']);
});
