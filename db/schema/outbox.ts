import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What Temporal still has to be told. Written in the transaction of the act itself; the relay delivers it, again and
 * again until Temporal has taken it. `signal` empty: start the workflow. Otherwise: signal it, starting it if need be.
 */
export const outbox = pgTable(
  'outbox',
  {
    outboxId: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    workflowType: text().notNull(),
    workflowId: text().notNull(),
    /** The workflow's one argument: references only, no personal data. */
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    signal: text(),
    signalInput: jsonb().$type<Record<string, unknown>>(),
    /** Of the request on whose behalf it was written; see db/request-context.ts. */
    requestId: text(),
    /** Of the span that wrote it, where traces are kept. */
    traceparent: text(),
    createdAt: instant().notNull().defaultNow(),
    deliveredAt: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
  },
  (t) => [index('outbox_undelivered').on(t.outboxId).where(sql`${t.deliveredAt} is null`)],
);
export type OutboxRow = typeof outbox.$inferSelect;
