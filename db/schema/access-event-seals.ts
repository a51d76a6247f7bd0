import { sql } from 'drizzle-orm';
import { bigint, check, customType, date, index, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/**
 * The seals of the access history, each hashed over the one before: what is sealed can not be changed unseen
 * (domain/access-event-seal.ts says how). One seal is about the events of one month whose IDs lie above `fromId`, up to
 * `toId`.
 */
export const accessEventSeals = pgTable(
  'access_event_seals',
  {
    /** 1, 2, 3, … without a gap. */
    sealId: bigint({ mode: 'bigint' }).primaryKey(),
    /** `dropped` tells that a month past retention was removed. */
    kind: text().$type<'events' | 'dropped'>().notNull(),
    /** Its first day. */
    month: date({ mode: 'string' }).notNull(),
    fromId: bigint({ mode: 'bigint' }).notNull(),
    toId: bigint({ mode: 'bigint' }).notNull(),
    events: bigint({ mode: 'number' }).notNull(),
    /** For each event, in the order of their IDs: 8 bytes ID, 16 bytes digest. Gone once the month is dropped. */
    leaves: bytes(),
    leavesHash: bytes().notNull(),
    previousHash: bytes().notNull(),
    hash: bytes().notNull(),
    sealedAt: instant().notNull(),
  },
  (t) => [
    index('access_event_seals_by_month').on(t.month, t.sealId),
    check('seal_has_a_kind', sql`${t.kind} in ('events', 'dropped')`),
    check('seal_ids_go_up', sql`${t.fromId} <= ${t.toId}`),
  ],
);
