import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { accessEventCounts } from '../../db/schema/access-event-counts.ts';
import { isOperationCode, operations, operationText } from '../../domain/operation-catalogue.ts';

/** Who records, in turns: so many companies from this code on, each with so many users. */
interface Recorders {
  firstCode: number;
  companies: number;
  users: number;
}
/** The demo company is the first of them. */
const TEN_COMPANIES: Recorders = { firstCode: 201_234_567, companies: 10, users: 100 };
/** Days over which the events spread, up to an hour ago. */
const DAYS = 364;

/**
 * A history of `events` events, with their counts: made by the database itself, months first, indexes last, so that ten
 * million take a few minutes. One cell in some thousands wants quotes. Does nothing where that was done before.
 */
export async function fillHistory(db: Db, events: number, recorders = TEN_COMPANIES): Promise<void> {
  if ((await db.$count(accessEventCounts)) > recorders.users) return;
  await db.execute(sql`
    select make_access_events_partition(month::date) from
      generate_series(date_trunc('month', now() - interval '13 months'), now(), interval '1 month') as month`);
  const indexes = await dropIndexes(db);
  for (let from = 0; from < events; from += 1_000_000)
    await db.execute(insertEvents(from, Math.min(events, from + 1_000_000), events, recorders));
  for (const definition of indexes) await db.execute(sql.raw(definition));
  await db.execute(countEvents());
  for (const table of ['access_events', 'access_event_counts'])
    await db.execute(sql.raw(`vacuum (analyze) ${table}`));
}

/** Returns how to make them again. */
async function dropIndexes(db: Db): Promise<string[]> {
  const constraints = await db.execute<{ name: string; definition: string }>(sql`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'access_events'::regclass and contype = 'p'`);
  const indexes = await db.execute<{ name: string; definition: string }>(sql`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'access_events' and indexname not in (select conname from pg_constraint)`);
  for (const { name } of indexes) await db.execute(sql.raw(`drop index ${name}`));
  for (const { name } of constraints)
    await db.execute(sql.raw(`alter table access_events drop constraint ${name}`));
  return [
    ...constraints.map(
      ({ name, definition }) => `alter table access_events add constraint ${name} ${definition}`,
    ),
    ...indexes.map(({ definition }) => definition.replace(' ON ONLY ', ' ON ')),
  ];
}

const choice = (texts: readonly string[], index: string) =>
  `(array['${texts.join("','")}'])[1 + (${index}) % ${texts.length}]`;

const insertEvents = (from: number, to: number, events: number, { firstCode, companies, users }: Recorders) =>
  sql.raw(`
    insert into access_events
      (at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, address)
    select now() - interval '1 hour' - (${events - 1} - n) * (interval '${DAYS} days' / ${events}),
      (${firstCode} + n % ${companies})::text,
      (${firstCode} + n % ${companies})::text || lpad(((n / ${companies}) % ${users})::text, 3, '0'),
      ${choice(Object.keys(operations), 'n / 7')},
      ${choice(['日本　太郎', '貿易　花子', '水野　沙織', '𠮷野　髙志', '長谷川　真由美', '東　啓'], 'n / 1000')},
      case when n % 4001 = 0 then '海外営業部, "第二"' else ${choice(['財務部', '営業第二部海外営業課', '総務部法務・コンプライアンス室', ''], 'n / 10')} end,
      ${choice(['部長', '課長代理', '', ''], 'n / 100')},
      '203.0.113.' || n % 250
    from generate_series(${from}::bigint, ${to - 1}::bigint) as n`);

const countEvents = () => {
  const printed = Object.fromEntries(
    Object.keys(operations)
      .filter(isOperationCode)
      .map((code) => [code, operationText(code)]),
  );
  const line = sql`concat(${JSON.stringify(printed)}::jsonb ->> operation, actor_name, actor_department, actor_title)`;
  return sql`
    insert into access_event_counts (insured_code, day, web_user_id, events, characters, bytes)
    select insured_code, (at at time zone 'Asia/Tokyo')::date, web_user_id, count(*),
      sum(char_length(${line}) + 38), sum(octet_length(${line}) + 38)
    from access_events group by 1, 2, 3
    on conflict do nothing`;
};
