import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { EmailChangeStage } from '../../domain/email-change.ts';
import { instant } from './columns.ts';
import { webUsers } from './web-users.ts';

/** A changed e-mail address that waits for its confirmation (manual 4-2 ④). */
export const emailChanges = pgTable(
  'email_changes',
  {
    emailChangeId: uuid().primaryKey().defaultRandom(),
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    oldEmail: text().notNull(),
    newEmail: text().notNull(),
    stage: text().$type<EmailChangeStage>().notNull().default('pending'),
    /** Why it was cancelled: by the administrator, from the old address's mailbox, or by a newer change. */
    cancelledBy: text().$type<'administrator' | 'oldAddress' | 'newerChange'>(),
    generation: integer().notNull().default(1),
    /** SHA-256 of the newest confirmation link's token, hex; empty until the mail has been made. */
    confirmTokenHash: text(),
    /** SHA-256 of the token in the notice to the old address, hex. */
    cancelTokenHash: text(),
    /** How many links were made so far, one for each try of a mail; only the last of each is good. */
    confirmLinksMade: integer().notNull().default(0),
    cancelLinksMade: integer().notNull().default(0),
    /** Client address of who last asked for something, for the access history: Temporal is not told. */
    lastRequestAddress: text().notNull().default(''),
    requestedAt: instant().notNull().defaultNow(),
    expiresAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex('one_pending_email_change_per_user').on(t.webUserId).where(sql`${t.stage} = 'pending'`),
    uniqueIndex('email_changes_by_confirm_token').on(t.confirmTokenHash),
    uniqueIndex('email_changes_by_cancel_token').on(t.cancelTokenHash),
    index('email_changes_by_user').on(t.webUserId, t.requestedAt),
    check('ended_email_change_has_a_time', sql`(${t.stage} = 'pending') = (${t.endedAt} is null)`),
  ],
);
export type EmailChange = typeof emailChanges.$inferSelect;
