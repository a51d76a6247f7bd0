import { and, between, eq, type SQLWrapper, sql } from 'drizzle-orm';
import type { AccessHistoryExtent, AccessHistoryPeriod } from '../domain/access-history.ts';
import type { CalendarDate } from '../domain/calendar-date.ts';
import type { Db } from './client.ts';
import { accessEventCounts } from './schema/access-event-counts.ts';

/** Of one company, or of one user of it. */
export interface HistorySelection {
  insuredCode: string;
  webUserId?: string | undefined;
  period: AccessHistoryPeriod;
}

/** How many events there are, and how long their lines in a file: from the counts, so that no event is read. */
export async function historyExtent(
  db: Db,
  { insuredCode, webUserId, period }: HistorySelection,
): Promise<AccessHistoryExtent> {
  const { events, characters, bytes } = accessEventCounts;
  const [sums] = await db
    .select({ events: total(events), characters: total(characters), bytes: total(bytes) })
    .from(accessEventCounts)
    .where(
      and(
        eq(accessEventCounts.insuredCode, insuredCode),
        between(accessEventCounts.day, period.from, period.to),
        webUserId === undefined ? undefined : eq(accessEventCounts.webUserId, webUserId),
      ),
    );
  return sums ?? { events: 0, characters: 0, bytes: 0 };
}

const total = (column: SQLWrapper) => sql`coalesce(sum(${column}), 0)`.mapWith(Number);

export interface HistoryUser {
  webUserId: string;
  /** As of now. */
  name: string | null;
}

/** The company's users, and since `day` whoever else acted in its name (全社閲覧用ID), by ID. */
export async function listHistoryUsers(
  db: Db,
  insuredCode: string,
  day: CalendarDate,
): Promise<HistoryUser[]> {
  const rows = await db.execute(sql`
    select web_user_id as "webUserId", web_users.name from (
      select web_user_id from web_users where insured_code = ${insuredCode}
      union select web_user_id from access_event_counts where insured_code = ${insuredCode} and day >= ${day}
    ) as known left join web_users using (web_user_id) order by web_user_id`);
  return [...rows] as unknown as HistoryUser[];
}
