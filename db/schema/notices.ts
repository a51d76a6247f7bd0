import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { NoticeFacts, NoticeKind } from '../../domain/notice.ts';
import { instant } from './columns.ts';
import { webUsers } from './web-users.ts';

/** A mail that tells a web user what was done; a workflow sends it. */
export const notices = pgTable(
  'notices',
  {
    noticeId: uuid().primaryKey().defaultRandom(),
    kind: text().$type<NoticeKind>().notNull(),
    /** What it is about, for example the ID of a bank account. */
    reference: text().notNull(),
    /** Who is told. */
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    /** Where they were to be reached at the moment of the act. */
    recipient: text().notNull(),
    /** What the mail says, as of that moment; depends on `kind`. */
    facts: jsonb().$type<NoticeFacts[NoticeKind]>().notNull(),
    requestedAt: instant().notNull().defaultNow(),
    /** When the mail server took it. */
    sentAt: instant(),
  },
  (t) => [index('notices_by_reference').on(t.reference)],
);
export type Notice = typeof notices.$inferSelect;
