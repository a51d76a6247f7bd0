import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { webUserSessions } from '../db/schema/sessions.ts';
import type { Context } from './context.ts';

/** Minutes after which a sensitive act asks for the current password again. */
export const PASSWORD_RECENT_MINUTES = 5;

/** Whether the current password was given in this session so recently that it need not be asked for again. */
export const isPasswordRecent = ({ var: { session } }: Context): boolean =>
  Date.now() - session.passwordGivenAt.getTime() < PASSWORD_RECENT_MINUTES * 60_000;

/** Notes that the password has just been given again. */
export async function notePasswordGiven(tx: Db, { var: { session } }: Context): Promise<void> {
  await tx
    .update(webUserSessions)
    .set({ passwordGivenAt: new Date() })
    .where(eq(webUserSessions.idHash, session.idHash));
}
