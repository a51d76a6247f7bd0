import { and, eq, isNull } from 'drizzle-orm';
import { hashPassword } from '../../db/password-hash.ts';
import { insuredParties, oneTimePasswords, webUserSessions } from '../../db/schema/index.ts';
import { tokenHash } from '../../db/sessions.ts';
import type { TestWeb, Visitor } from '../support/web.ts';

/** ワンタイムパスワード利用 of a company, without the form. */
export const setUse = ({ services: { db } }: TestWeb, insuredCode: string, uses: boolean) =>
  db
    .update(insuredParties)
    .set({ usesOneTimePassword: uses })
    .where(eq(insuredParties.insuredCode, insuredCode));

/** The hash by which a visitor's session is stored. */
const sessionOf = ({ cookies }: Visitor) => tokenHash([...cookies.values()][0] ?? '');

export const sessionRow = async ({ services: { db } }: TestWeb, visitor: Visitor) => {
  const [row] = await db
    .select()
    .from(webUserSessions)
    .where(eq(webUserSessions.idHash, sessionOf(visitor)));
  if (!row) throw new Error('no session');
  return row;
};

/** Presses 発行, and does what the activity does but for the mail: the code is known. */
export async function issued(web: TestWeb, visitor: Visitor, code: string): Promise<Response> {
  const answer = await visitor.post('/one-time-password');
  await setPending(web, visitor, { codeHash: await hashPassword(code), made: 1, sentAt: new Date() });
  return answer;
}

/** Changes the row of the code that this visitor waits for; `secondsLeft` moves its whole time. */
export async function setPending(
  { services: { db } }: TestWeb,
  visitor: Visitor,
  values: Partial<typeof oneTimePasswords.$inferInsert>,
): Promise<void> {
  await db
    .update(oneTimePasswords)
    .set(values)
    .where(and(eq(oneTimePasswords.sessionIdHash, sessionOf(visitor)), isNull(oneTimePasswords.endedAt)));
}

/** As if 発行 had been pressed so many milliseconds earlier. */
export async function shift(web: TestWeb, visitor: Visitor, milliseconds: number): Promise<void> {
  const [row] = await web.services.db
    .select()
    .from(oneTimePasswords)
    .where(and(eq(oneTimePasswords.sessionIdHash, sessionOf(visitor)), isNull(oneTimePasswords.endedAt)));
  if (!row) throw new Error('no code is waited for');
  await setPending(web, visitor, {
    requestedAt: new Date(row.requestedAt.getTime() - milliseconds),
    expiresAt: new Date(row.expiresAt.getTime() - milliseconds),
  });
}

export const give = (visitor: Visitor, code: string) =>
  visitor.post('/one-time-password/verification', { code });

/** Whether what is protected answers. */
export const isOpen = async (visitor: Visitor) => (await visitor.get('/own-details')).status === 200;
