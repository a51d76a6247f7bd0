import { eq, inArray, notInArray } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Db } from '../../db/client.ts';
import {
  credentials,
  insuredParties,
  outbox,
  passwordMails,
  webUserAgreements,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import { demoInsuredParties } from '../../db/seed/demo-companies.ts';
import { demoWebUsers } from '../../db/seed/demo-people.ts';
import type { TestWeb, Visitor } from '../support/web.ts';

/** A new applicant, everything filled in right. */
export const form = {
  name: '見本　花子',
  kana: 'ミホン　ハナコ',
  department: '見本事業部',
  title: '係長',
  phone: '03-0123-4530',
  fax: '03-0123-4531',
  email: 'hanako.mihon@aonagi-trading.example',
  emailAgain: 'hanako.mihon@aonagi-trading.example',
  applicationRight: 'inputOnly',
  contractDataRight: 'all',
  applicationDataRight: 'own',
};
export const withAgreements = (agreementCodes: string) => ({
  ...form,
  contractDataRight: 'selectedAgreements',
  agreementCodes,
});

/** Through the pages. */
export async function addApplicant(
  administrator: Visitor,
  changes: Record<string, string> = {},
): Promise<void> {
  expect((await administrator.post('/applicants/new', { ...form, ...changes })).status).toBe(303);
  const answer = await administrator.post('/applicants/new/confirm');
  expect(answer.headers.get('location')).toBe('/applicants/new/complete');
}

/** Back to the demo data's users; their numbers are given anew. */
export async function removeAddedApplicants(db: Db): Promise<void> {
  const added = notInArray(
    webUsers.webUserId,
    demoWebUsers.map(({ webUserId }) => webUserId),
  );
  const ids = (await db.select().from(webUsers).where(added)).map(({ webUserId }) => webUserId);
  await db.delete(outbox);
  await db.delete(passwordMails);
  if (ids.length > 0) {
    for (const table of [webUserAgreements, credentials, webUserSessions, webUsers])
      await db.delete(table).where(inArray(table.webUserId, ids));
  }
  for (const { insuredCode, lastApplicantSequence = 0 } of demoInsuredParties)
    await db
      .update(insuredParties)
      .set({ lastApplicantSequence })
      .where(eq(insuredParties.insuredCode, insuredCode));
}

/** One session after the other: many logins of one ID at once would be slowed down as guesses. */
export async function sessionsOf(web: TestWeb, webUserId: string, count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  while (visitors.length < count) visitors.push(await web.user(webUserId));
  return visitors;
}
