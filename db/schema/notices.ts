import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { NoticeFacts, NoticeKind } from '../../domain/notice.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';
import { webUsers } from './web-users.ts';

/** A mail that tells a web user or a member of staff what was done; a workflow sends it. */
export const notices = pgTable(
  'notices',
  {
    noticeId: uuid().primaryKey().defaultRandom(),
    kind: text().$type<NoticeKind>().notNull(),
    /** What it is about, for example the ID of a bank account. */
    reference: text().notNull(),
    /** Who is told: one of the two. */
    webUserId: text().references(() => webUsers.webUserId),
    staffId: text().references(() => staff.staffId),
    /** Where they were to be reached at the moment of the act. */
    recipient: text().notNull(),
    /** What the mail says, as of that moment; depends on `kind`. */
    facts: jsonb().$type<NoticeFacts[NoticeKind]>().notNull(),
    requestedAt: instant().notNull().defaultNow(),
    /** When the mail server took it. */
    sentAt: instant(),
  },
  (t) => [
    index('notices_by_reference').on(t.reference),
    check('a_notice_tells_one_person', sql`num_nonnulls(${t.webUserId}, ${t.staffId}) = 1`),
  ],
);
