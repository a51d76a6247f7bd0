import { and, between, eq, sql } from 'drizzle-orm';
import type { AccessHistoryLayout } from '../domain/access-history.ts';
import { addDays, type CalendarDate, startOfDayInTokyo } from '../domain/calendar-date.ts';
import type { HistorySelection } from './access-history.ts';
import type { Db } from './client.ts';
import { digitsLiteral, instantLiteral } from './literal.ts';
import { accessEventCounts } from './schema/access-event-counts.ts';

/** Lines of a part, about: so many that asking for another costs little, so few that one fits into buffers. */
const EVENTS_A_PART = 40_000;

/** A place in the order by users, between two lines of a file. */
export interface HistoryBoundary {
  webUserId: string;
  /** In Tokyo; the boundary is where this day begins. */
  day: CalendarDate;
}

/**
 * Where a file of all users can be divided, in its order, so that its parts are asked for side by side; none for other
 * files, which one query brings sooner. By the counts, which only say how even the parts are: together they are the
 * whole, whatever the counts say.
 */
export async function historyBoundaries(
  db: Db,
  { insuredCode, webUserId, period, layout }: HistorySelection & { layout: AccessHistoryLayout },
  eventsAPart = EVENTS_A_PART,
): Promise<HistoryBoundary[]> {
  if (layout !== 'byUser' || webUserId !== undefined) return [];
  const counts = accessEventCounts;
  const order = sql`${counts.webUserId}, ${counts.day}`;
  const ends = db
    .select({
      webUserId: sql<string>`${counts.webUserId}`.as('user_id'),
      day: sql<CalendarDate>`${counts.day}`.as('counted_day'),
      events: sql<number>`sum(${counts.events})`.as('of_day'),
      upTo: sql<number>`sum(sum(${counts.events})) over (order by ${order})`.as('up_to'),
    })
    .from(counts)
    .where(and(eq(counts.insuredCode, insuredCode), between(counts.day, period.from, period.to)))
    .groupBy(order)
    .as('ends');
  const rows = await db
    .select({ webUserId: ends.webUserId, day: ends.day })
    .from(ends)
    .where(sql`div(${ends.upTo}, ${eventsAPart}) > div(${ends.upTo} - ${ends.events}, ${eventsAPart})`)
    .orderBy(ends.upTo);
  return rows.map((row) => ({ webUserId: row.webUserId, day: addDays(row.day, 1) }));
}

/** The parts of a file as conditions on its lines, in their order: one more than there are boundaries. */
export const partConditions = (boundaries: readonly HistoryBoundary[]): string[][] =>
  [...boundaries, undefined].map((end, index) => {
    const begin = boundaries[index - 1];
    return [...(begin ? [isBeyond(begin, '>=')] : []), ...(end ? [isBeyond(end, '<')] : [])];
  });

const isBeyond = ({ webUserId, day }: HistoryBoundary, side: '>=' | '<'): string =>
  `(web_user_id, at) ${side} (${digitsLiteral(webUserId)}, ${instantLiteral(startOfDayInTokyo(day))})`;
