import { sql } from 'drizzle-orm';
import { check, date, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { WebUserKind } from '../../domain/web-user.ts';
import { instant } from './columns.ts';
import { insuredParties } from './insured-parties.ts';
import { keptRecord } from './kept-record.ts';

/** A person of a customer company who can log in (Webユーザー): its administrator or an applicant. */
export const webUsers = pgTable(
  'web_users',
  {
    webUserId: text().primaryKey(),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    kind: text().$type<WebUserKind>().notNull(),
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
    suspendedAt: instant(),
    suspendedBy: text().$type<'administrator' | 'staff'>(),
    /** Last day on which the user can log in, in Tokyo; empty for no end. */
    validUntil: date({ mode: 'string' }),
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
      'sequence_tells_the_kind',
      sql`${t.kind} = case
        when right(${t.webUserId}, 3) = '000' then 'administrator'
        when right(${t.webUserId}, 3) between '001' and '099' then 'applicant'
        when right(${t.webUserId}, 3) between '901' and '999' then 'groupViewer' end`,
    ),
    check('suspension_names_who', sql`(${t.suspendedAt} is null) = (${t.suspendedBy} is null)`),
    index('web_users_by_insured_code').on(t.insuredCode),
    // By the beginning of the family name, of the given name, or of both without the space.
    index('web_users_by_beginning_of_name').using('gin', sql`search_words(${t.name}, ${t.kana})`),
    index('web_users_by_email').on(sql`lower(${t.email})`),
  ],
);
export type WebUser = typeof webUsers.$inferSelect;

/** The companies that a group viewer (全社閲覧用ID) may see. */
export const groupViewerCompanies = pgTable(
  'group_viewer_companies',
  {
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
  },
  (t) => [primaryKey({ columns: [t.webUserId, t.insuredCode] })],
);

/** A contract rider (特約) to which a user's view of contracts can be limited. */
export const agreements = pgTable('agreements', {
  agreementCode: text().primaryKey(),
  name: text().notNull(),
  /** Since when it cannot be chosen any more; whoever has it keeps it. */
  retiredAt: instant(),
  ...keptRecord(),
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
