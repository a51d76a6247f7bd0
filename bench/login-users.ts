import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { hashPassword } from '../db/password-hash.ts';
import { credentials, webUsers } from '../db/schema/index.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { expectStatus, type HttpClient } from './http.ts';

/** As many applicants of one company as are asked for, each with the demo password. */
export async function addUsers(db: Db, amount: number): Promise<string[]> {
  const [model] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567001'));
  if (!model) throw new Error('the demo data has no applicant');
  const ids = Array.from({ length: amount }, (_, client) => `2012345670${client + 50}`);
  await db
    .insert(webUsers)
    .values(ids.map((webUserId) => ({ ...model, webUserId })))
    .onConflictDoNothing();
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await db
    .insert(credentials)
    .values(ids.map((webUserId) => ({ webUserId, passwordHash })))
    .onConflictDoNothing();
  return ids;
}

export async function logIn(client: HttpClient, webUserId: string) {
  const answer = await client.ask('/login', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: { webUserId, password: DEMO_PASSWORD },
  });
  expectStatus(answer, 303, 'a login');
  return answer;
}
