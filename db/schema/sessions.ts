import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { staff } from './staff.ts';
import { webUsers } from './web-users.ts';

const session = {
  /** SHA-256 of the cookie's value, hex: who reads this table cannot log in with it. */
  idHash: text().primaryKey(),
  createdAt: instant().notNull().defaultNow(),
  /** End of the idle limit; moved on with use. */
  expiresAt: instant().notNull(),
  address: text().notNull(),
  userAgent: text().notNull().default(''),
  /** When the password was last given; sensitive acts ask again after five minutes. */
  passwordGivenAt: instant().notNull().defaultNow(),
  /** The login before this one, shown after login so that a stranger's is noticed. */
  previousLoginAt: instant(),
  previousLoginAddress: text(),
  /** Began with a temporary password: only the page to choose one, and logout, answer. */
  mustChoosePassword: boolean().notNull().default(false),
};

export const webUserSessions = pgTable(
  'web_user_sessions',
  {
    ...session,
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    /** Since when the session is past the one-time password that its company demands (manual 5-3). */
    oneTimePasswordVerifiedAt: instant(),
    /** Codes tried in this session, counted before they are compared; another code does not begin anew. */
    oneTimePasswordTries: integer().notNull().default(0),
    /** The company that a group viewer looks at. */
    viewedInsuredCode: text(),
  },
  (t) => [index('web_user_sessions_by_user').on(t.webUserId)],
);

export const staffSessions = pgTable(
  'staff_sessions',
  {
    ...session,
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
  },
  (t) => [index('staff_sessions_by_staff').on(t.staffId)],
);

const draft = {
  wizard: text().notNull(),
  values: jsonb().$type<Record<string, unknown>>().notNull(),
  savedAt: instant().notNull().defaultNow(),
};

/** What a wizard keeps between input and confirmation: bound to the session, gone with it. */
export const drafts = pgTable(
  'drafts',
  {
    sessionIdHash: text()
      .notNull()
      .references(() => webUserSessions.idHash, { onDelete: 'cascade' }),
    ...draft,
  },
  (t) => [primaryKey({ columns: [t.sessionIdHash, t.wizard] })],
);

/** The same for staff. */
export const staffDrafts = pgTable(
  'staff_drafts',
  {
    sessionIdHash: text()
      .notNull()
      .references(() => staffSessions.idHash, { onDelete: 'cascade' }),
    ...draft,
  },
  (t) => [primaryKey({ columns: [t.sessionIdHash, t.wizard] })],
);
