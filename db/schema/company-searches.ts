import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/**
 * What a member of staff looks for among companies and users. Names and addresses stand here and not in the address of
 * the page, which logs of proxies and histories of browsers keep (ASVS V14.2.1).
 */
export const companySearches = pgTable(
  'company_searches',
  {
    searchId: uuid().primaryKey().defaultRandom(),
    staffId: text()
      .notNull()
      .references(() => staff.staffId),
    /** As it was typed. */
    query: text().notNull(),
    askedAt: instant().notNull().defaultNow(),
  },
  (t) => [index('company_searches_by_staff').on(t.staffId, t.askedAt)],
);
