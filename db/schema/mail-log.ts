import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { NoticeKind } from '../../domain/notice.ts';
import { instant } from './columns.ts';

export type MailKind =
  | 'changeApplicationReceipt'
  | 'changeApplicationReturned'
  | 'changeApplicationRejected'
  | 'changeApplicationWithdrawn'
  | 'changeApplicationExpired'
  | 'changeApplicationCompleted'
  | 'emailVerification'
  | 'emailChangeNotice'
  | 'emailChanged'
  | 'passwordReissued'
  | 'applicantPasswordIssued'
  | 'applicantPasswordReset'
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
    kind: text().$type<MailKind>().notNull(),
    recipient: text().notNull(),
    subject: text().notNull(),
    /** What it is about, for example a Web application number. */
    reference: text().notNull(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    createdAt: instant().notNull().defaultNow(),
    /** When the mail server accepted it. */
    sentAt: instant(),
  },
  (t) => [index('mail_log_by_reference').on(t.reference), index('mail_log_by_time').on(t.createdAt)],
);
