import { and, count, desc, eq, getTableColumns, gt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type LoggedMail, type MailResend, mailLog, mailResends } from './schema/mail-log.ts';
import { staff } from './schema/staff.ts';

/** A resend with the mail that is sent once more. */
export async function findResend(
  db: Db,
  resendId: string,
): Promise<{ resend: MailResend; first: LoggedMail } | undefined> {
  const [row] = await db
    .select({ resend: mailResends, first: mailLog })
    .from(mailResends)
    .innerJoin(mailLog, eq(mailLog.messageId, mailResends.messageId))
    .where(eq(mailResends.resendId, resendId));
  return row;
}

/** False where this form was taken already. */
export async function insertResend(
  tx: Db,
  resend: Omit<typeof mailResends.$inferInsert, 'requestedAt'>,
): Promise<boolean> {
  const asked = await tx
    .insert(mailResends)
    .values(resend)
    .onConflictDoNothing()
    .returning({ resendId: mailResends.resendId });
  return asked.length > 0;
}

export async function countResendsSince(db: Db, messageId: string, since: Date): Promise<number> {
  const [row] = await db
    .select({ resends: count() })
    .from(mailResends)
    .where(and(eq(mailResends.messageId, messageId), gt(mailResends.requestedAt, since)));
  return row?.resends ?? 0;
}

/** Who had a mail sent once more, when and why; the newest first. */
export const listResends = (db: Db, messageId: string) =>
  db
    .select({ ...getTableColumns(mailResends), requesterName: staff.name })
    .from(mailResends)
    .innerJoin(staff, eq(staff.staffId, mailResends.requestedBy))
    .where(eq(mailResends.messageId, messageId))
    .orderBy(desc(mailResends.requestedAt));
export type ResendRow = Awaited<ReturnType<typeof listResends>>[number];
