import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { Measure } from '../../domain/measure.ts';
import { instant, personAsOfThen } from './columns.ts';
import { insuredParties } from './insured-parties.ts';
import { staff } from './staff.ts';
import { webUsers } from './web-users.ts';

/** What staff did to a company or one of its users, and why (対応の履歴). */
export const measures = pgTable(
  'measures',
  {
    /** Made by the form, so that a form sent twice is one measure. */
    measureId: uuid().primaryKey().defaultRandom(),
    measure: text().$type<Measure>().notNull(),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    /** Of one that concerns a single user. */
    webUserId: text().references(() => webUsers.webUserId),
    reasonText: text().notNull(),
    /** What else it was about, such as the ID of a bank account. */
    subject: text(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    ...personAsOfThen,
    at: instant().notNull().defaultNow(),
  },
  (t) => [
    check('measure_has_a_reason', sql`${t.reasonText} <> ''`),
    check(
      'measure_about_a_user_names_them',
      sql`(${t.webUserId} is null) = (${t.measure} in ('companySuspended', 'companyResumed', 'ipRestrictionLifted', 'accountNumberShown'))`,
    ),
    check('user_is_of_the_company', sql`left(${t.webUserId}, 9) = ${t.insuredCode}`),
    index('measures_by_company').on(t.insuredCode, t.at),
  ],
);
