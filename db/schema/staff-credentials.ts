import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { StaffAccountChange } from '../../domain/staff-account.ts';
import type { StaffOperation } from '../../domain/staff-operation.ts';
import { instant, personAsOfThen } from './columns.ts';
import { password, temporaryPasswordIsWhole } from './credentials.ts';
import { staffSessions } from './sessions.ts';
import { staff } from './staff.ts';

/** By what a member of staff proves who they are. */
export const staffCredentials = pgTable(
  'staff_credentials',
  {
    staffId: text()
      .primaryKey()
      .references(() => staff.staffId),
    ...password(),
  },
  (t) => [check('temporary_password_of_staff_has_kind_and_end', temporaryPasswordIsWhole(t))],
);

/** A program that shows six digits (TOTP, RFC 6238), set up or being set up. */
export const staffSecondFactors = pgTable(
  'staff_second_factors',
  {
    secondFactorId: uuid().primaryKey(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    /** Encrypted; only through db/second-factors.ts. */
    sealedSecret: text().notNull(),
    madeAt: instant().notNull().defaultNow(),
    /** While it is being set up: in which session. It counts once a code of it was given there. */
    sessionIdHash: text().references(() => staffSessions.idHash, { onDelete: 'cascade' }),
    confirmedAt: instant(),
    /** The period of 30 seconds whose code was used last: no code up to it works again (ASVS V6.5.1). */
    lastUsedStep: bigint({ mode: 'number' }),
  },
  (t) => [
    uniqueIndex('staff_have_one_second_factor').on(t.staffId).where(sql`${t.confirmedAt} is not null`),
    uniqueIndex('a_session_sets_up_one_second_factor').on(t.sessionIdHash),
    check(
      'a_second_factor_is_confirmed_or_of_a_session',
      sql`(${t.confirmedAt} is null) = (${t.sessionIdHash} is not null)`,
    ),
    check('second_factor_is_encrypted', sql`${t.sealedSecret} ~ '^[A-Za-z0-9._-]+:[A-Za-z0-9_-]{47,}$'`),
  ],
);

/** What lets one in, once, when the program that shows the digits is lost (ASVS V6.5.1, V6.5.2). */
export const staffRecoveryCodes = pgTable(
  'staff_recovery_codes',
  {
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    /** The first letters, by which the code is found; only the rest is secret. */
    selector: text().notNull(),
    /** Argon2id, PHC string. */
    codeHash: text().notNull(),
    madeAt: instant().notNull().defaultNow(),
    usedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.staffId, t.selector] })],
);

/** A login that got as far as the right password and waits for the second factor; bound to the browser by its cookie. */
export const staffLogins = pgTable(
  'staff_logins',
  {
    /** SHA-256 of the cookie's value, hex. */
    idHash: text().primaryKey(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    /** Which of the two hashes the password was compared with, and what it was: a password changed since does not count. */
    proofKind: text().$type<'chosen' | 'temporary'>().notNull(),
    proofHash: text().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index('staff_logins_by_staff').on(t.staffId)],
);

/** What was done to a staff account, by whom and why; beside the record of all acts, for the page of the account. */
export const staffAccountActs = pgTable(
  'staff_account_acts',
  {
    actId: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    staffId: text().notNull(),
    operation: text().$type<StaffOperation>().notNull(),
    at: instant().notNull().defaultNow(),
    ...personAsOfThen,
    reasonText: text().notNull().default(''),
    changes: jsonb().$type<StaffAccountChange[]>().notNull().default([]),
  },
  (t) => [
    index('staff_account_acts_by_staff').on(t.staffId, t.at),
    foreignKey({
      name: 'an_act_is_about_an_account',
      columns: [t.staffId],
      foreignColumns: [staff.staffId],
    }),
  ],
);
export type StaffAccountAct = typeof staffAccountActs.$inferSelect;
