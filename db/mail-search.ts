import { and, desc, eq, getTableColumns, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { addDays, type CalendarDate, startOfDayInTokyo } from '../domain/calendar-date.ts';
import type { Db } from './client.ts';
import { secretMailKinds } from './mail-kinds.ts';
import { type LoggedMail, type MailKind, mailLog } from './schema/mail-log.ts';
import { staff } from './schema/staff.ts';

/** Where a mail stands, as staff see it. */
export type MailState = 'sent' | 'waiting' | 'failed' | 'superseded';

export interface MailSearch {
  /** Whole and exact, whatever its capitals. */
  recipient?: string | undefined;
  /** Whole and exact, such as a Web application number. */
  reference?: string | undefined;
  kind?: MailKind | undefined;
  state?: MailState | undefined;
  from?: CalendarDate | undefined;
  to?: CalendarDate | undefined;
}

/** A mail with who saw to it, and how many were sent in its place. */
export type MailRow = LoggedMail & { state: MailState; resends: number; handlerName: string | null };

export const MAIL_PAGE_SIZE = 50;

/**
 * Minutes after which a mail with a secret that was not taken will not be: every try is a mail of its own, and the next
 * one follows within a minute.
 */
const SECRET_TRY_MINUTES = 15;
/** Minutes that a mail may wait before somebody should look: the mail server, or the worker, may be away. */
const LATE_AFTER_MINUTES = 10;

const minutesAgo = (minutes: number) => sql`now() - make_interval(mins => ${minutes})`;

const isFailed = or(
  sql`${mailLog.givenUpAt} is not null`,
  and(inArray(mailLog.kind, secretMailKinds), lt(mailLog.createdAt, minutesAgo(SECRET_TRY_MINUTES))),
);

const stateOf = sql<MailState>`case
  when ${mailLog.sentAt} is not null then 'sent'
  when ${mailLog.supersededAt} is not null then 'superseded'
  when ${isFailed} then 'failed'
  else 'waiting' end`;

const conditions: Record<MailState, SQL | undefined> = {
  sent: sql`${mailLog.sentAt} is not null`,
  superseded: and(isNull(mailLog.sentAt), sql`${mailLog.supersededAt} is not null`),
  failed: and(isNull(mailLog.sentAt), isNull(mailLog.supersededAt), isFailed),
  waiting: and(isNull(mailLog.sentAt), isNull(mailLog.supersededAt), sql`not ${isFailed}`),
};

/** Those that send this one once more. */
const later = sql`from ${mailLog} later where later.resend_of = ${mailLog.messageId}`;
const resends = sql<number>`(select count(*)::int ${later})`;

const rows = (db: Db) =>
  db
    .select({ ...getTableColumns(mailLog), state: stateOf, resends, handlerName: staff.name })
    .from(mailLog)
    .leftJoin(staff, eq(staff.staffId, mailLog.handledBy));

/** One page of what was searched for, newest first; `before` is the last mail of the page before it. */
export const searchMails = (db: Db, search: MailSearch, before?: string): Promise<MailRow[]> =>
  rows(db)
    .where(and(matches(search), before ? olderThan(before) : undefined))
    .orderBy(desc(mailLog.createdAt), desc(mailLog.mailId))
    .limit(MAIL_PAGE_SIZE + 1);

const olderThan = (mailId: string) =>
  sql`(${mailLog.createdAt}, ${mailLog.mailId}) < (select m.created_at, m.mail_id from mail_log m where m.mail_id = ${mailId})`;

const matches = ({ recipient, reference, kind, state, from, to }: MailSearch) =>
  and(
    recipient ? sql`lower(${mailLog.recipient}) = lower(${recipient})` : undefined,
    reference ? eq(mailLog.reference, reference) : undefined,
    kind ? eq(mailLog.kind, kind) : undefined,
    state ? conditions[state] : undefined,
    from ? gte(mailLog.createdAt, startOfDayInTokyo(from)) : undefined,
    to ? lt(mailLog.createdAt, startOfDayInTokyo(addDays(to, 1))) : undefined,
  );

/** Nobody has seen to it, and no other mail took its place. */
const isUnseenTo = and(
  isNull(mailLog.sentAt),
  isNull(mailLog.supersededAt),
  isNull(mailLog.handledAt),
  sql`not exists (select 1 ${later})`,
);
const needsAttention = and(isUnseenTo, or(isFailed, lt(mailLog.createdAt, minutesAgo(LATE_AFTER_MINUTES))));

/** What could not be sent and what is still waiting, the oldest first, as far as nobody has seen to it; 100 at most. */
export const listUnsentMails = (db: Db): Promise<MailRow[]> =>
  rows(db).where(isUnseenTo).orderBy(mailLog.createdAt, mailLog.mailId).limit(100);

/** How many mails somebody should look at: given up, or waiting for longer than they should. */
export const mailsToSeeTo = sql<number>`(select count(*)::int from ${mailLog} where ${needsAttention})`;

export async function findMail(db: Db, mailId: string): Promise<MailRow | undefined> {
  const [mail] = await rows(db).where(eq(mailLog.mailId, mailId));
  return mail;
}

/** The mail of this Message-ID, such as the one that another sends once more. */
export async function findMailByMessageId(db: Db, messageId: string): Promise<MailRow | undefined> {
  const [mail] = await rows(db).where(eq(mailLog.messageId, messageId));
  return mail;
}

/** Those that send it once more, the newest first. */
export const listResentMails = (db: Db, messageId: string): Promise<MailRow[]> =>
  rows(db).where(eq(mailLog.resendOf, messageId)).orderBy(desc(mailLog.createdAt));

/** Notes what somebody did about a mail that could not be sent; false where somebody had already. */
export async function handleMail(
  tx: Db,
  mailId: string,
  { handledBy, handledNote }: { handledBy: string; handledNote: string },
): Promise<boolean> {
  const handled = await tx
    .update(mailLog)
    .set({ handledAt: new Date(), handledBy, handledNote })
    .where(and(eq(mailLog.mailId, mailId), isNull(mailLog.handledAt), conditions.failed))
    .returning({ mailId: mailLog.mailId });
  return handled.length > 0;
}

/** The mail as it stands, which nobody else can have sent once more until `tx` ends. */
export async function lockMail(tx: Db, mailId: string): Promise<MailRow | undefined> {
  const [mail] = await rows(tx).where(eq(mailLog.mailId, mailId)).for('update', { of: mailLog });
  return mail;
}
