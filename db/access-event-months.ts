import { and, desc, eq, gt, gte, isNotNull, lt, sql } from 'drizzle-orm';
import {
  addMonths,
  type HistoryMonth,
  historyMonth,
  oldestKeptMonth,
} from '../domain/access-history-month.ts';
import { startOfDayInTokyo } from '../domain/calendar-date.ts';
import { appendSeal, inStoredForm, latestSeal, tryToHoldChain } from './access-event-seals.ts';
import { type Db, details } from './client.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import { accessEventCounts, accessEventSeals, accessEvents, accessHistoryExports } from './schema/index.ts';

/** Months whose partitions are made before they begin, beside the running one. */
const MONTHS_AHEAD = 2;
/** Milliseconds for which those who record may be held up while a month is dropped. */
const HOLD_UP_AT_MOST = 200;
/** Postgres' code of a lock that was not to be had in that time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Makes the partitions of this month and the next ones, and returns the months that lacked one. Safe to repeat. */
export async function makeMonthsAhead(db: Db, now: Date): Promise<HistoryMonth[]> {
  const months = Array.from({ length: MONTHS_AHEAD + 1 }, (_, n) => addMonths(historyMonth(now), n));
  const made: HistoryMonth[] = [];
  for (const month of months) {
    const [row] = await db.execute<{ made: boolean }>(
      sql`select make_access_events_partition(${month}::date) as made`,
    );
    if (row?.made) made.push(month);
  }
  return made;
}

/** Why a month could not be dropped now; the next try may. */
export class MonthInUse extends Error {}

/**
 * Drops the months before the last `kept`, and returns them: their events, then what was counted of them, the leaves of
 * their seals and the notes of files that were about them alone. Throws `MonthInUse` where somebody reads or records for
 * too long, or seals. Safe to repeat.
 */
export async function dropMonthsPastRetention(
  db: Db,
  { kept, now }: { kept: number; now: Date },
): Promise<HistoryMonth[]> {
  const oldest = oldestKeptMonth(now, kept);
  const dropped: HistoryMonth[] = [];
  for (const month of await historyMonths(db)) {
    if (month >= oldest) continue;
    await db.transaction((tx) => dropMonth(tx, month, now));
    dropped.push(month);
  }
  await deleteInBatches(db, accessEventCounts, lt(accessEventCounts.day, oldest));
  await deleteInBatches(db, accessHistoryExports, lt(accessHistoryExports.toDay, oldest));
  await db
    .update(accessEventSeals)
    .set({ leaves: null })
    .where(and(lt(accessEventSeals.month, oldest), isNotNull(accessEventSeals.leaves)));
  return dropped;
}

/** The months that have a partition, the oldest first. */
export async function historyMonths(db: Db): Promise<HistoryMonth[]> {
  const rows = await db.execute<{ name: string }>(
    sql`select inhrelid::regclass::text as name from pg_inherits
      where inhparent = 'access_events'::regclass order by name`,
  );
  return rows.flatMap(({ name }) => {
    const [, year, month] = /_(\d{4})_(\d{2})$/.exec(name) ?? [];
    return year && month ? [`${year}-${month}-01` as HistoryMonth] : [];
  });
}

/**
 * One entry of the chain takes the place of the month's events. Whoever cannot have the table at once leaves: behind one
 * who waits for it everybody else would have to.
 */
async function dropMonth(tx: Db, month: HistoryMonth, now: Date): Promise<void> {
  if (!(await tryToHoldChain(tx))) throw new MonthInUse('somebody seals');
  await inStoredForm(tx);
  const head = await latestSeal(tx);
  const upTo = head?.toId ?? 0n;
  const { events, sealedUpTo } = await sealedOf(tx, month);
  await lockHistory(tx);
  if (await hasEventsAbove(tx, month, upTo)) throw new MonthInUse('some of its events are not sealed yet');
  await appendSeal(tx, head, {
    kind: 'dropped',
    month,
    fromId: sealedUpTo,
    toId: upTo,
    events,
    leaves: null,
    at: now,
  });
  await tx.execute(sql`drop table ${sql.identifier(partitionName(month))}`);
}

async function lockHistory(tx: Db): Promise<void> {
  await tx.execute(sql`set local lock_timeout = ${sql.raw(String(HOLD_UP_AT_MOST))}`);
  try {
    await tx.execute(sql`lock table access_events in access exclusive mode`);
  } catch (error) {
    throw details(error)?.code === LOCK_NOT_AVAILABLE ? new MonthInUse('somebody reads or records') : error;
  }
}

async function hasEventsAbove(tx: Db, month: HistoryMonth, id: bigint): Promise<boolean> {
  const [event] = await tx
    .select({ at: accessEvents.at })
    .from(accessEvents)
    .where(
      and(
        gt(accessEvents.accessEventId, id),
        gte(accessEvents.at, startOfDayInTokyo(month)),
        lt(accessEvents.at, startOfDayInTokyo(addMonths(month, 1))),
      ),
    )
    .limit(1);
  return event !== undefined;
}

/** What the seals of a month are about, since it was last dropped. */
async function sealedOf(tx: Db, month: HistoryMonth) {
  const seals = await tx
    .select({ kind: accessEventSeals.kind, events: accessEventSeals.events, toId: accessEventSeals.toId })
    .from(accessEventSeals)
    .where(eq(accessEventSeals.month, month))
    .orderBy(desc(accessEventSeals.sealId));
  const dropped = seals.findIndex(({ kind }) => kind === 'dropped');
  const live = dropped < 0 ? seals : seals.slice(0, dropped);
  return { sealedUpTo: seals[0]?.toId ?? 0n, events: live.reduce((sum, { events }) => sum + events, 0) };
}

const partitionName = (month: HistoryMonth) => `access_events_${month.slice(0, 4)}_${month.slice(5, 7)}`;
