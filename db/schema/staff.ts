import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A person of the institution who works in the back office. */
export const staff = pgTable('staff', {
  staffId: text().primaryKey(),
  name: text().notNull(),
  department: text().notNull(),
  title: text().notNull().default(''),
  email: text().notNull(),
  role: text().$type<'clerk' | 'approver' | 'supervisor' | 'auditor'>().notNull(),
  suspendedAt: instant(),
  lastLoginAt: instant(),
  lastLoginAddress: text(),
  createdAt: instant().notNull().defaultNow(),
  /** Counts the changes of name, department, title, address and role: a form opened before another one is not written over it. */
  version: integer().notNull().default(1),
});
export type Staff = typeof staff.$inferSelect;
