import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A company or one of its branches as the institution knows it (保険利用者). Only an applied application changes the company's data. */
export const insuredParties = pgTable(
  'insured_parties',
  {
    insuredCode: text().primaryKey(),
    kind: text().$type<'headOffice' | 'branch'>().notNull(),
    corporateNumber: text(),
    name: text().notNull(),
    nameKana: text().notNull(),
    nameEnglish: text().notNull(),
    representativeTitle: text(),
    representativeName: text(),
    representativeKana: text(),
    postalCode: text().notNull(),
    prefecture: text().notNull(),
    city: text().notNull(),
    street: text().notNull(),
    building: text(),
    addressEnglish: text().notNull(),
    phone: text().notNull(),
    fax: text(),
    url: text(),
    industry: text(),
    establishedOn: date({ mode: 'string' }),
    capitalYen: bigint({ mode: 'number' }),
    employees: integer(),
    fiscalMonth: integer(),
    isSme: boolean(),
    contactDepartment: text(),
    contactName: text().notNull(),
    contactPhone: text().notNull(),
    contactEmail: text().notNull(),
    usesComprehensiveInsurance: boolean().notNull().default(false),
    /** ワンタイムパスワード利用, set by the administrator for all users of the company (manual 5-2). */
    usesOneTimePassword: boolean().notNull().default(false),
    /** The highest sequence that was ever given to an applicant; numbers are never given again. */
    lastApplicantSequence: integer().notNull().default(0),
    /** The same for group viewers, from 901 on. */
    lastGroupViewerSequence: integer().notNull().default(900),
    /** 利用停止: since when none of its users can log in. Which of them are suspended themselves is not touched by it. */
    suspendedAt: instant(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    check('insured_code_has_nine_digits', sql`${t.insuredCode} ~ '^[0-9]{9}$'`),
    check('corporate_number_has_thirteen_digits', sql`${t.corporateNumber} ~ '^[0-9]{13}$'`),
    check('applicants_are_99_at_most', sql`${t.lastApplicantSequence} between 0 and 99`),
    check('group_viewers_are_99_at_most', sql`${t.lastGroupViewerSequence} between 900 and 999`),
    check('fiscal_month_is_a_month', sql`${t.fiscalMonth} between 1 and 12`),
    // The functions stand in the migration: search_parts has every ending of a name, so that a beginning finds any part.
    index('insured_parties_by_part_of_name').using(
      'gin',
      sql`search_parts(${t.name}, ${t.nameKana}, ${t.nameEnglish})`,
    ),
    index('insured_parties_by_corporate_number').on(t.corporateNumber),
    index('insured_parties_by_contact_email').on(sql`lower(${t.contactEmail})`),
  ],
);
export type InsuredParty = typeof insuredParties.$inferSelect;
