import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { EntryKind } from '../../domain/ip-restriction.ts';
import { instant } from './columns.ts';
import { insuredParties } from './insured-parties.ts';

/** IPアドレス制限 of a company (manual 6); a company without a row never had one. */
export const ipRestrictions = pgTable('ip_restrictions', {
  insuredCode: text()
    .primaryKey()
    .references(() => insuredParties.insuredCode),
  enabled: boolean().notNull().default(false),
  updatedAt: instant().notNull().defaultNow(),
});

/** From where its users may log in while it is on. The rows stay when it is switched off (manual 6-3 ⑦). */
export const ipRestrictionEntries = pgTable(
  'ip_restriction_entries',
  {
    insuredCode: text()
      .notNull()
      .references(() => ipRestrictions.insuredCode),
    /** From 1 on, as in the form. */
    position: integer().notNull(),
    kind: text().$type<EntryKind>().notNull(),
    /** Canonical, as domain/ip-address.ts writes it. */
    value: text().notNull(),
    memo: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.insuredCode, t.position] }),
    unique('an_address_stands_in_a_list_once').on(t.insuredCode, t.value),
    check('entries_are_100_at_most', sql`${t.position} between 1 and 100`),
    check('kind_is_single_or_range', sql`(${t.kind} = 'range') = (position('/' in ${t.value}) > 0)`),
    check('entry_is_a_network', sql`family(${t.value}::cidr) in (4, 6)`),
  ],
);
