import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { carriesSecret } from './mail-kinds.ts';
import { type MailKind, mailLog } from './schema/mail-log.ts';

export interface MailToLog {
  messageId: string;
  kind: MailKind;
  recipient: string;
  subject: string;
  reference: string;
  n: number;
  /** The Message-ID of the mail that this one sends once more. */
  resendOf?: string | undefined;
  /** Of the request that led to it. */
  requestId?: string | undefined;
}

/** Counts a try before it is made, so that none goes unseen; a mail that was accepted already is left as it is. */
export async function recordMailAttempt(db: Db, mail: MailToLog) {
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
  if (carriesSecret(mail.kind)) await supersedeEarlierTries(db, mail);
  return row;
}

/** A mail with a secret is made anew for each try: those before it will never be sent, and are nothing to worry about. */
const supersedeEarlierTries = (db: Db, mail: MailToLog) =>
  db
    .update(mailLog)
    .set({ supersededAt: new Date() })
    .where(and(isUnsentTryOf(mail), ne(mailLog.messageId, mail.messageId)));

const isUnsentTryOf = ({ kind, reference }: Pick<MailToLog, 'kind' | 'reference'>) =>
  and(
    eq(mailLog.reference, reference),
    eq(mailLog.kind, kind),
    isNull(mailLog.sentAt),
    isNull(mailLog.supersededAt),
  );

/** Records that the mail server accepted it. */
export async function recordMailSent(db: Db, messageId: string, sentAt: Date): Promise<void> {
  await db
    .update(mailLog)
    .set({ sentAt, lastError: null, givenUpAt: null })
    .where(eq(mailLog.messageId, messageId));
}

/** Keeps why a try failed, 500 characters at most; `givenUpAt` where no further one will be made. */
export async function recordMailFailure(
  db: Db,
  messageId: string,
  reason: string,
  givenUpAt: Date | null,
): Promise<void> {
  await db
    .update(mailLog)
    .set({ lastError: reason.slice(0, 500), givenUpAt })
    .where(eq(mailLog.messageId, messageId));
}

/** Ends the wait for mails that nobody wants any more; those that were accepted stay as they are. */
export async function recordMailAbandoned(
  db: Db,
  mail: Pick<MailToLog, 'kind' | 'reference'>,
  at: Date,
): Promise<void> {
  await db
    .update(mailLog)
    .set({ supersededAt: at })
    .where(and(isUnsentTryOf(mail), isNull(mailLog.givenUpAt)));
}

/** Ends the wait for a mail whose time is over, be it that it was never tried: then it is put into the log now. */
export async function recordMailGivenUp(db: Db, mail: MailToLog, at: Date): Promise<void> {
  await db
    .insert(mailLog)
    .values({ ...mail, givenUpAt: at })
    .onConflictDoUpdate({
      target: mailLog.messageId,
      set: { givenUpAt: at },
      setWhere: sql`${mailLog.sentAt} is null and ${mailLog.supersededAt} is null and ${mailLog.givenUpAt} is null`,
    });
}

/** Whether the mail server has accepted this mail. */
export async function isMailSent(db: Db, messageId: string): Promise<boolean> {
  const [row] = await db
    .select({ sentAt: mailLog.sentAt })
    .from(mailLog)
    .where(eq(mailLog.messageId, messageId));
  return Boolean(row?.sentAt);
}
