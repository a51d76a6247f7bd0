import { text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A point in time, stored in UTC. */
export const instant = () => timestamp({ withTimezone: true, mode: 'date' });

/** The person as of the moment of an act: later changes of name, department or title do not rewrite the past. */
export const personAsOfThen = {
  actorName: text().notNull(),
  actorDepartment: text().notNull().default(''),
  actorTitle: text().notNull().default(''),
};

/** For whom somebody acted as a stand-in (代行者), as of that moment; empty where they acted as themselves. */
export const principalAsOfThen = {
  principalId: text(),
  principalName: text(),
};

/** The same where an act needs the period that allows it. */
export const actedFor = { ...principalAsOfThen, standInPeriodId: uuid() };
