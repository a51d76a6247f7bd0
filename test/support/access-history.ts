import type { Db } from '../../db/client.ts';
import { type NewAccessEvent, recordAccessEvents } from '../../db/events.ts';
import { runSql } from './sql.ts';

/** An event of the demo company's administrator, an hour ago, but for what is given. */
const historyEvent = (given: Partial<NewAccessEvent> = {}): NewAccessEvent => ({
  at: new Date(Date.now() - 3_600_000),
  insuredCode: '201234567',
  webUserId: '201234567000',
  operation: '1-1',
  actorName: '日本　太郎',
  actorDepartment: '財務部',
  actorTitle: '部長',
  address: '203.0.113.101',
  ...given,
});

/** As they would have been recorded. */
export const addEvents = (db: Db, events: Partial<NewAccessEvent>[]): Promise<void> =>
  db.transaction((tx) => recordAccessEvents(tx, events.map(historyEvent)));

/**
 * A long history of the demo company: an event a second up to an hour ago, by ten of its users, with counts; `wide` times
 * the usual length of a line.
 */
export async function addLongHistory(url: string, events: number, wide = 1): Promise<void> {
  await runSql(
    url,
    `do $$ declare month date; begin
       for month in select generate_series(date_trunc('month', now() - $1::int * interval '1 second' - interval '2 days'), now(), interval '1 month') loop
         perform make_access_events_partition(month::date);
       end loop;
     end $$`.replace('$1', String(events)),
  );
  await runSql(
    url,
    `insert into access_events (at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, address)
     select now() - interval '1 hour' - n * interval '1 second', '201234567', '20123456700' || n % 10, '1-4',
       '水野　沙織', '営業第二部海外営業課' || repeat('　営業第二部海外営業課', ${(wide - 1) * 4}), '係長', '203.0.113.101'
     from generate_series(1, ${events}) as n`,
  );
  await runSql(
    url,
    `insert into access_event_counts (insured_code, day, web_user_id, events, characters, bytes)
     select insured_code, (at at time zone 'Asia/Tokyo')::date, web_user_id, count(*), count(*) * 78, count(*) * 140
     from access_events where insured_code = '201234567' and operation = '1-4' group by 1, 2, 3`,
  );
}
