import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  date,
  foreignKey,
  index,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/**
 * 代行者: who may decide for whom, from one day to another (both included, Tokyo). A period ends by itself, or is ended
 * earlier; it is never changed. That a principal has one stand-in at a time is an exclusion constraint,
 * `one_stand_in_for_a_principal_at_a_time`, which the migration adds.
 */
export const standInPeriods = pgTable(
  'stand_in_periods',
  {
    /** Made by the form, so that a form sent twice is one period. */
    periodId: uuid().primaryKey(),
    principalId: text()
      .notNull()
      .references(() => staff.staffId),
    standInId: text()
      .notNull()
      .references(() => staff.staffId),
    fromDate: date({ mode: 'string' }).notNull(),
    untilDate: date({ mode: 'string' }).notNull(),
    note: text().notNull().default(''),
    setBy: text()
      .notNull()
      .references(() => staff.staffId),
    setAt: instant().notNull().defaultNow(),
    revokedBy: text().references(() => staff.staffId),
    revokedAt: instant(),
  },
  (t) => [
    check('nobody_is_their_own_stand_in', sql`${t.principalId} <> ${t.standInId}`),
    check('stand_in_period_ends_after_it_begins', sql`${t.untilDate} >= ${t.fromDate}`),
    check('revoked_stand_in_period_names_who', sql`(${t.revokedAt} is null) = (${t.revokedBy} is null)`),
    /** What steps refer to: who acts for whom is not theirs to say. */
    unique('stand_in_period_with_its_people').on(t.periodId, t.principalId, t.standInId),
    index('stand_in_periods_by_stand_in').on(t.standInId, t.untilDate),
  ],
);
export type StandInPeriod = typeof standInPeriods.$inferSelect;

type ActedFor = Record<'principalId' | 'principalName' | 'standInPeriodId', AnyPgColumn>;

/** What holds of an act that may be a stand-in's: it says for whom and by which period, and the period is theirs. */
export const onlyByStandIns = (t: ActedFor, actor: AnyPgColumn) => [
  check(
    'who_acts_for_another_says_by_which_period',
    sql`(${t.principalId} is null) = (${t.standInPeriodId} is null) and (${t.principalId} is null) = (${t.principalName} is null) and (${t.principalId} is null or ${actor} is not null)`,
  ),
  foreignKey({
    name: 'only_a_stand_in_acts_for_another',
    columns: [t.standInPeriodId, t.principalId, actor],
    foreignColumns: [standInPeriods.periodId, standInPeriods.principalId, standInPeriods.standInId],
  }),
];
