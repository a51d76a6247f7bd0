import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { insuredParties } from './insured-parties.ts';

/** A person of a customer company who can log in (Webユーザー): its administrator or an applicant. */
export const webUsers = pgTable(
  'web_users',
  {
    webUserId: text().primaryKey(),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    kind: text().$type<'administrator' | 'applicant'>().notNull(),
    name: text().notNull(),
    kana: text().notNull(),
    department: text().notNull().default(''),
    title: text().notNull().default(''),
    phone: text().notNull(),
    fax: text(),
    email: text().notNull(),
    applicationRight: text().$type<'apply' | 'inputOnly' | 'none'>().notNull(),
    contractDataRight: text().$type<'all' | 'selectedAgreements' | 'none'>().notNull(),
    applicationDataRight: text().$type<'all' | 'own' | 'none'>().notNull(),
    /** Argon2id, PHC string. */
    passwordHash: text().notNull(),
    suspendedAt: instant(),
    lastLoginAt: instant(),
    lastLoginAddress: text(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    check(
      'web_user_id_is_insured_code_and_sequence',
      sql`${t.webUserId} ~ '^[0-9]{12}$' and left(${t.webUserId}, 9) = ${t.insuredCode}`,
    ),
    check(
      'administrator_has_sequence_000',
      sql`(${t.kind} = 'administrator') = (right(${t.webUserId}, 3) = '000')`,
    ),
    index('web_users_by_insured_code').on(t.insuredCode),
  ],
);
export type WebUser = typeof webUsers.$inferSelect;

/** A contract rider (特約) to which a user's view of contracts can be limited. */
export const agreements = pgTable('agreements', {
  agreementCode: text().primaryKey(),
  name: text().notNull(),
});

export const webUserAgreements = pgTable(
  'web_user_agreements',
  {
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    agreementCode: text()
      .notNull()
      .references(() => agreements.agreementCode),
  },
  (t) => [primaryKey({ columns: [t.webUserId, t.agreementCode] })],
);
