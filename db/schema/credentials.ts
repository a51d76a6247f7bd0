import { sql } from 'drizzle-orm';
import { type AnyPgColumn, check, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { TemporaryPasswordKind } from '../../domain/temporary-password.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';
import { webUsers } from './web-users.ts';

/** Passwords, of web users and of staff alike. */
export const password = () => ({
  /** Argon2id, PHC string, of the password that the person chose; empty until then and after a reset. */
  passwordHash: text(),
  passwordChangedAt: instant(),
  /** Argon2id of a password that works once and only leads to choosing one (ASVS V6.4.1). */
  temporaryHash: text(),
  /** How it reached its owner. */
  temporaryKind: text().$type<TemporaryPasswordKind>(),
  temporaryExpiresAt: instant(),
});

export const temporaryPasswordIsWhole = (
  t: Record<'temporaryHash' | 'temporaryKind' | 'temporaryExpiresAt', AnyPgColumn>,
) =>
  sql`(${t.temporaryHash} is null) = (${t.temporaryKind} is null) and (${t.temporaryHash} is null) = (${t.temporaryExpiresAt} is null)`;

/** By what a web user proves who they are. Apart from the user's details: it changes at other times, for other reasons. */
export const credentials = pgTable(
  'credentials',
  {
    webUserId: text()
      .primaryKey()
      .references(() => webUsers.webUserId),
    ...password(),
    /** At the 50th failed login in a row; ends with a reissue, a reset or 解除 (ASVS V6.3.1). */
    disabledAt: instant(),
  },
  (t) => [check('temporary_password_has_kind_and_end', temporaryPasswordIsWhole(t))],
);

/**
 * Failed attempts in a row, by what they came for or from; counted before anything is compared. Under keys that begin with
 * `reissue:` requests for a mailed password, each of which counts.
 */
export const loginThrottles = pgTable('login_throttles', {
  /** `webUser:201234567000` (known or not), `staff:clerk1`, `address:203.0.113.101`. */
  key: text().primaryKey(),
  failures: integer().notNull().default(0),
  lastFailedAt: instant().notNull().defaultNow(),
  /** Until then further attempts are refused unseen. */
  blockedUntil: instant(),
});

/** A temporary password that a workflow is to make and mail. */
export const passwordMails = pgTable(
  'password_mails',
  {
    passwordMailId: uuid().primaryKey().defaultRandom(),
    /** Whose password it is: one of the two. */
    webUserId: text().references(() => webUsers.webUserId),
    staffId: text().references(() => staff.staffId),
    kind: text().$type<'initial' | 'reset' | 'reissue' | 'staffInitial' | 'staffReset'>().notNull(),
    requestedAt: instant().notNull().defaultNow(),
    /** How many passwords were made so far; each try of the mail makes a new one, of which only the last works. */
    made: integer().notNull().default(0),
    sentAt: instant(),
  },
  (t) => [check('a_mailed_password_is_one_persons', sql`num_nonnulls(${t.webUserId}, ${t.staffId}) = 1`)],
);
