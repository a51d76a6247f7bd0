import { eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type MailKind, mailLog } from './schema/mail-log.ts';

export interface LoggedMail {
  messageId: string;
  kind: MailKind;
  recipient: string;
  subject: string;
  reference: string;
}

/** Counts a try before it is made, so that none goes unseen; a mail that was accepted already is left as it is. */
export async function recordMailAttempt(db: Db, mail: LoggedMail) {
  const stillToSend = sql`${mailLog.sentAt} is null`;
  const [row] = await db
    .insert(mailLog)
    .values({ ...mail, attempts: 1 })
    .onConflictDoUpdate({
      target: mailLog.messageId,
      set: {
        attempts: sql`${mailLog.attempts} + (${stillToSend})::int`,
        recipient: sql`case when ${stillToSend} then excluded.recipient else ${mailLog.recipient} end`,
      },
    })
    .returning({ sentAt: mailLog.sentAt, createdAt: mailLog.createdAt });
  if (!row) throw new Error('An upsert returned no row');
  return row;
}

/** Records that the mail server accepted it. */
export async function recordMailSent(db: Db, messageId: string, sentAt: Date): Promise<void> {
  await db.update(mailLog).set({ sentAt, lastError: null }).where(eq(mailLog.messageId, messageId));
}

/** Keeps why a try failed, 500 characters at most. */
export async function recordMailFailure(db: Db, messageId: string, reason: string): Promise<void> {
  await db
    .update(mailLog)
    .set({ lastError: reason.slice(0, 500) })
    .where(eq(mailLog.messageId, messageId));
}

/** Whether the mail server has accepted this mail. */
export async function isMailSent(db: Db, messageId: string): Promise<boolean> {
  const [row] = await db
    .select({ sentAt: mailLog.sentAt })
    .from(mailLog)
    .where(eq(mailLog.messageId, messageId));
  return Boolean(row?.sentAt);
}
