import { text, timestamp } from 'drizzle-orm/pg-core';

/** A point in time, stored in UTC. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** The person as of the moment of an act: later changes of name, department or title do not rewrite the past. */
export const personAsOfThen = {
  actorName: text().notNull(),
  actorDepartment: text().notNull().default(''),
  actorTitle: text().notNull().default(''),
};
