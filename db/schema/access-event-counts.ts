import { bigint, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * How many events a user has a day, and how large they are in an export: written with the events, so that a search needs
 * not to count them. Several rows add up to a day where a user did several things at once: nobody who records waits for
 * another.
 */
export const accessEventCounts = pgTable(
  'access_event_counts',
  {
    insuredCode: text().notNull(),
    /** In Tokyo. */
    day: date({ mode: 'string' }).notNull(),
    webUserId: text().notNull(),
    /** Tells the rows of one user and day apart, and nothing else. */
    part: integer().notNull().default(0),
    events: integer().notNull(),
    /** Of the export's lines, each with its CR LF; `bytes` in UTF-8. */
    characters: bigint({ mode: 'number' }).notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
  },
  // Its index includes the sums (0037), so that nothing else is read for a search.
  (t) => [primaryKey({ columns: [t.insuredCode, t.day, t.webUserId, t.part] })],
);
