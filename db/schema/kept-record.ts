import { integer, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/** Of what staff keep up to date in forms: how often it was changed, and by whom last. */
export const keptRecord = () => ({
  /** Counts the changes: a form that was opened before another change came in between is not written over it. */
  version: integer().notNull().default(1),
  changedAt: instant().notNull().defaultNow(),
  /** Empty where it came with the program or by a command. */
  changedBy: text().references(() => staff.staffId),
});
