import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { ServiceRight } from '../../domain/linked-service.ts';
import { instant } from './columns.ts';
import { keptRecord } from './kept-record.ts';
import { staff } from './staff.ts';

/** Other systems behind the gateway: what the manual's chapters 4 to 12 are about. */
export const linkedServices = pgTable(
  'linked_services',
  {
    serviceCode: text().primaryKey(),
    name: text().notNull(),
    description: text().notNull().default(''),
    /** Where it is reached; everything at or below this address is the service's. */
    url: text().notNull().unique(),
    /** Heading in the menu of the user page. */
    menuGroup: text().notNull(),
    /** Answers without a one-time password (manual 5-3 ①). */
    exemptFromOneTimePassword: boolean().notNull().default(false),
    rightNeeded: text().$type<ServiceRight>().notNull(),
    /** Order in the menu; groups stand where their first service does. */
    position: integer().notNull(),
    /** Since when it is out of the menu and the gateway lets nobody through. */
    closedAt: instant(),
    ...keptRecord(),
  },
  (t) => [
    check('service_code_is_a_word', sql`${t.serviceCode} ~ '^[a-z][a-z0-9-]{1,39}$'`),
    check('service_url_is_absolute', sql`${t.url} ~ '^https?://[^/?#]+/[^?#]*$'`),
  ],
);
export type LinkedService = typeof linkedServices.$inferSelect;

/** By what a service proves that it is the one that records events. */
export const serviceKeys = pgTable(
  'service_keys',
  {
    /** SHA-256 of the key, hex; keys have 256 bits, so nothing slower is needed (ASVS V11.5.1). */
    keyHash: text().primaryKey(),
    /** By what the back office names it. */
    keyId: uuid().notNull().unique('a_key_has_an_id_of_its_own').defaultRandom(),
    serviceCode: text()
      .notNull()
      .references(() => linkedServices.serviceCode),
    /** Where it is used, in the words of whoever issued it. */
    name: text().notNull().default(''),
    createdAt: instant().notNull().defaultNow(),
    /** Empty where a command issued it. */
    createdBy: text().references(() => staff.staffId),
    /** To the minute: before an old key is revoked one sees that nothing uses it. */
    lastUsedAt: instant(),
    revokedAt: instant(),
    revokedBy: text().references(() => staff.staffId),
  },
  (t) => [index('service_keys_by_service').on(t.serviceCode)],
);

/** Which events of a service were recorded, so that one that is sent again is not recorded again. */
export const serviceEvents = pgTable(
  'service_events',
  {
    serviceCode: text()
      .notNull()
      .references(() => linkedServices.serviceCode),
    /** As the service names it. */
    eventId: text().notNull(),
    receivedAt: instant().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.serviceCode, t.eventId] })],
);
