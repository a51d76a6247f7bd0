import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { webUserSessions } from './sessions.ts';
import { webUsers } from './web-users.ts';

/** A one-time password that a session asked for (manual 5-3). It belongs to that session, and goes with it. */
export const oneTimePasswords = pgTable(
  'one_time_passwords',
  {
    oneTimePasswordId: uuid().primaryKey().defaultRandom(),
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    sessionIdHash: text()
      .notNull()
      .references(() => webUserSessions.idHash, { onDelete: 'cascade' }),
    requestedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** Argon2id, PHC string, of the code that was made last; empty until one is. */
    codeHash: text(),
    /** How many codes were made so far; each try of the mail makes a new one, of which only the last works. */
    made: integer().notNull().default(0),
    sentAt: instant(),
    /** Given back, or replaced by a newer one. */
    endedAt: instant(),
    outcome: text().$type<'used' | 'superseded'>(),
  },
  (t) => [
    uniqueIndex('one_live_one_time_password_per_session')
      .on(t.sessionIdHash)
      .where(sql`${t.endedAt} is null`),
    check('ended_one_time_password_has_outcome', sql`(${t.endedAt} is null) = (${t.outcome} is null)`),
    index('one_time_passwords_by_user').on(t.webUserId),
  ],
);
export type OneTimePassword = typeof oneTimePasswords.$inferSelect;
