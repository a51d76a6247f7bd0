import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A person of the institution who works in the back office. */
export const staff = pgTable('staff', {
  staffId: text().primaryKey(),
  name: text().notNull(),
  department: text().notNull(),
  title: text().notNull().default(''),
  email: text().notNull(),
  role: text().$type<'clerk' | 'approver' | 'supervisor' | 'auditor'>().notNull(),
  /** Argon2id, PHC string. */
  passwordHash: text().notNull(),
  suspendedAt: instant(),
  lastLoginAt: instant(),
  lastLoginAddress: text(),
  createdAt: instant().notNull().defaultNow(),
});
export type Staff = typeof staff.$inferSelect;
