import { sql } from 'drizzle-orm';
import { type AnyPgColumn, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { NoticeKind } from '../../domain/notice.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

export type MailKind =
  | 'changeApplicationReceipt'
  | 'changeApplicationReturned'
  | 'changeApplicationRejected'
  | 'changeApplicationWithdrawn'
  | 'changeApplicationExpired'
  | 'changeApplicationCompleted'
  | 'changeApplicationApproved'
  | 'changeApplicationReminded'
  | 'changeApplicationLastReminded'
  | 'dueAlerts'
  | 'emailVerification'
  | 'emailChangeNotice'
  | 'emailChanged'
  | 'passwordReissued'
  | 'applicantPasswordIssued'
  | 'applicantPasswordReset'
  | 'staffPasswordIssued'
  | 'staffPasswordReset'
  | 'oneTimePassword'
  | 'registrationReceipt'
  | 'registrationRejected'
  | 'registrationPosted'
  | NoticeKind;

/** Every mail that left or is to leave. No bodies: some of them carry secrets. */
export const mailLog = pgTable(
  'mail_log',
  {
    /** The Message-ID header, the same for every try of one mail. */
    messageId: text().primaryKey(),
    /** By what the back office names it. */
    mailId: uuid().notNull().unique('a_mail_has_an_id_of_its_own').defaultRandom(),
    kind: text().$type<MailKind>().notNull(),
    recipient: text().notNull(),
    subject: text().notNull(),
    /** What it is about, for example a Web application number. */
    reference: text().notNull(),
    /** Tells apart the mails of one kind about one thing: a round, a link's generation. */
    n: integer().notNull().default(1),
    /** The Message-ID of the mail that staff had sent once more by this one. */
    resendOf: text().references((): AnyPgColumn => mailLog.messageId),
    /** Of the request that led to it, where one did; also in its header X-Request-ID. */
    requestId: text(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    createdAt: instant().notNull().defaultNow(),
    /** When the mail server accepted it. */
    sentAt: instant(),
    /** When it was clear that it would never be sent: no further try is made. */
    givenUpAt: instant(),
    /**
     * When another mail took its place, as each try of one that carries a secret is a mail of its own, or none was wanted
     * any more.
     */
    supersededAt: instant(),
    /** When somebody saw to a mail that could not be sent, who, and what they did. */
    handledAt: instant(),
    handledBy: text().references(() => staff.staffId),
    handledNote: text(),
  },
  (t) => [
    index('mail_log_by_reference').on(t.reference),
    index('mail_log_by_time').on(t.createdAt, t.mailId),
    index('mail_log_by_recipient').on(sql`lower(${t.recipient})`, t.createdAt, t.mailId),
    index('mail_log_by_kind').on(t.kind, t.createdAt, t.mailId),
    index('mail_log_not_sent')
      .on(t.createdAt, t.mailId)
      .where(sql`${t.sentAt} is null and ${t.supersededAt} is null`),
    index('mail_log_resends').on(t.resendOf).where(sql`${t.resendOf} is not null`),
  ],
);

/** 再送: what staff had sent once more, and why. A workflow sends it. */
export const mailResends = pgTable(
  'mail_resends',
  {
    /** Made by the form, so that a form sent twice sends one mail. */
    resendId: uuid().primaryKey(),
    messageId: text()
      .notNull()
      .references(() => mailLog.messageId),
    reasonText: text().notNull(),
    requestedBy: text()
      .notNull()
      .references(() => staff.staffId),
    requestedAt: instant().notNull().defaultNow(),
  },
  (t) => [index('mail_resends_by_mail').on(t.messageId, t.requestedAt)],
);
export type LoggedMail = typeof mailLog.$inferSelect;
export type MailResend = typeof mailResends.$inferSelect;
