import { type SQL, sql } from 'drizzle-orm';
import type { AccessHistoryPeriod } from '../domain/access-history.ts';
import { addDays, startOfDayInTokyo } from '../domain/calendar-date.ts';
import type { OperationCode, OperationGroup } from '../domain/operation-catalogue.ts';
import type { Db } from './client.ts';

export interface HistoryEvent {
  accessEventId: string;
  at: Date;
  insuredCode: string;
  webUserId: string;
  operation: OperationCode;
  actorName: string;
  actorDepartment: string;
  actorTitle: string;
  address: string;
}

export interface HistoryFilter {
  /** In the name of which companies, and by which user where one is meant. */
  insuredCodes: readonly string[];
  webUserId?: string | undefined;
  period: AccessHistoryPeriod;
  group?: OperationGroup | undefined;
}

/** Beside which event the page begins, and on which side of it. */
export interface HistoryCursor {
  side: 'older' | 'newer';
  /** Microseconds since 1970. */
  at: string;
  accessEventId: string;
}

export interface HistoryPage {
  /** The newest first. */
  events: HistoryEvent[];
  /** Where there is, or with a rare operation may be, more. */
  older?: HistoryCursor | undefined;
  newer?: HistoryCursor | undefined;
}

const HISTORY_PAGE_SIZE = 50;

/** Events that a page of a rare operation looks through at most; the next page goes on from there. */
const LOOKED_THROUGH = 20_000;

/** One page, by keyset: as quick at the end of a long history as at its beginning. */
export async function listHistory(
  db: Db,
  filter: HistoryFilter,
  cursor?: HistoryCursor,
): Promise<HistoryPage> {
  const side = cursor?.side ?? 'older';
  const { group } = filter;
  const more = HISTORY_PAGE_SIZE + 1;
  const rows = await select(db, side, {
    from: lookedThrough(filter, cursor, group ? LOOKED_THROUGH : more),
    where: group && sql`where split_part(operation, '-', 1) = ${group}`,
    limit: sql`limit ${more}`,
  });
  const shown = rows.slice(0, HISTORY_PAGE_SIZE);
  const last =
    rows.length > HISTORY_PAGE_SIZE ? shown.at(-1) : group && (await lastLookedThrough(db, filter, cursor));
  if (side === 'newer' && !last) return listHistory(db, filter);
  const events = shown.map(({ micros, ...event }) => ({ ...event, at: new Date(Number(micros) / 1000) }));
  const beyond = last && { side, at: last.micros, accessEventId: last.accessEventId };
  return side === 'older'
    ? { events, older: beyond, newer: cursor && turned('newer', shown[0], cursor) }
    : { events: events.reverse(), newer: beyond, older: cursor && turned('older', shown[0], cursor) };
}

/** Back to where this page was come from. */
const turned = (side: HistoryCursor['side'], first: Row | undefined, cursor: HistoryCursor): HistoryCursor =>
  first ? { side, at: first.micros, accessEventId: first.accessEventId } : { ...cursor, side };

type Row = Omit<HistoryEvent, 'at'> & { micros: string };

async function select(
  db: Db,
  side: HistoryCursor['side'],
  { from, where, limit }: { from: SQL; where?: SQL | undefined; limit: SQL },
): Promise<Row[]> {
  const rows = await db.execute(sql`
    select access_event_id::text as "accessEventId", (extract(epoch from at) * 1000000)::bigint::text as micros,
      insured_code as "insuredCode", web_user_id as "webUserId", operation, actor_name as "actorName",
      actor_department as "actorDepartment", actor_title as "actorTitle", address
    from (${from}) as event ${where ?? sql``} order by ${order(side)} ${limit}`);
  return [...rows] as unknown as Row[];
}

/** Where the search for a rare operation stopped, if it did. */
async function lastLookedThrough(
  db: Db,
  filter: HistoryFilter,
  cursor: HistoryCursor | undefined,
): Promise<Row | undefined> {
  const [last] = await select(db, cursor?.side ?? 'older', {
    from: lookedThrough(filter, cursor, LOOKED_THROUGH),
    limit: sql`offset ${LOOKED_THROUGH - 1} limit 1`,
  });
  return last;
}

/** Each company's events along the index, then those of all companies together. */
function lookedThrough(filter: HistoryFilter, cursor: HistoryCursor | undefined, limit: number): SQL {
  const { insuredCodes, webUserId, period } = filter;
  const side = cursor?.side ?? 'older';
  return sql`
    select event.* from unnest(string_to_array(${insuredCodes.join(' ')}, ' ')) as company(code)
    cross join lateral (
      select * from access_events where insured_code = company.code
        ${webUserId === undefined ? sql`` : sql`and web_user_id = ${webUserId}`}
        and at >= ${startOfDayInTokyo(period.from).toISOString()}::timestamptz
        and at < ${startOfDayInTokyo(addDays(period.to, 1)).toISOString()}::timestamptz
        ${cursor ? beside(cursor) : sql``}
      order by ${order(side)} limit ${limit}
    ) as event
    order by ${order(side)} limit ${limit}`;
}

/** The first condition is the second's, in a form by which Postgres leaves out whole months. */
function beside({ side, at, accessEventId }: HistoryCursor): SQL {
  const instant = sql`(timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond')`;
  return side === 'older'
    ? sql`and at <= ${instant} and (at, access_event_id) < (${instant}, ${accessEventId}::bigint)`
    : sql`and at >= ${instant} and (at, access_event_id) > (${instant}, ${accessEventId}::bigint)`;
}

const order = (side: HistoryCursor['side']): SQL =>
  side === 'older' ? sql`at desc, access_event_id desc` : sql`at, access_event_id`;
