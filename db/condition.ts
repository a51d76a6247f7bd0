import { sql } from 'drizzle-orm';
import { historyMonth } from '../domain/access-history-month.ts';
import { type WorkType, workTypes } from '../domain/work.ts';
import { historyMonths } from './access-event-months.ts';
import { countUnsealed, latestSeal } from './access-event-seals.ts';
import type { Db } from './client.ts';
import { workOf } from './office-work.ts';
import { mailLog, outbox } from './schema/index.ts';

/** How it stands with all that somebody waits for; ages in seconds. */
export interface Condition {
  outbox: { waiting: number; failing: number; oldest: number };
  mails: { waiting: number; failing: number; givenUp: number; oldest: number };
  /** Undecided work of each sort, and what of it is past its due date. */
  work: { type: WorkType; undecided: number; overdue: number }[];
  history: { unsealed: number; sealedAgo: number; monthsAhead: number };
}

/** Reads it by what partial indexes hold: its cost follows what waits, not what there is. */
export async function readCondition(db: Db, now: Date): Promise<Condition> {
  const [outboxes, mails, work, history] = await Promise.all([
    readOutbox(db),
    readMails(db),
    readWork(db, now),
    readHistory(db, now),
  ]);
  return { outbox: outboxes, mails, work, history };
}

async function readOutbox(db: Db): Promise<Condition['outbox']> {
  const [row] = await db.execute<Record<keyof Condition['outbox'], number>>(
    sql`select count(*)::int as waiting, (count(*) filter (where ${outbox.attempts} > 0))::int as failing,
      coalesce(extract(epoch from now() - min(${outbox.createdAt})), 0)::float8 as oldest
      from ${outbox} where ${outbox.deliveredAt} is null`,
  );
  return row ?? { waiting: 0, failing: 0, oldest: 0 };
}

/** Given up are those that nobody has seen to. */
async function readMails(db: Db): Promise<Condition['mails']> {
  const { sentAt, supersededAt, givenUpAt, handledAt, lastError, createdAt } = mailLog;
  const [row] = await db.execute<Record<keyof Condition['mails'], number>>(
    sql`select (count(*) filter (where ${givenUpAt} is null))::int as waiting,
      (count(*) filter (where ${givenUpAt} is null and ${lastError} is not null))::int as failing,
      (count(*) filter (where ${givenUpAt} is not null and ${handledAt} is null))::int as "givenUp",
      coalesce(extract(epoch from now() - min(${createdAt}) filter (where ${givenUpAt} is null)), 0)::float8 as oldest
      from ${mailLog} where ${sentAt} is null and ${supersededAt} is null`,
  );
  return row ?? { waiting: 0, failing: 0, givenUp: 0, oldest: 0 };
}

/** Of each sort, also where there is none: a metric that is missing would set off nothing. */
async function readWork(db: Db, now: Date): Promise<Condition['work']> {
  const work = workOf(db);
  const rows = await db
    .select({
      type: work.type,
      undecided: sql<number>`count(*)::int`,
      overdue: sql<number>`(count(*) filter (where ${work.dueAt} < ${now.toISOString()}::timestamptz))::int`,
    })
    .from(work)
    .where(sql`${work.undecided}`)
    .groupBy(work.type);
  return workTypes.map((type) => rows.find((row) => row.type === type) ?? { type, undecided: 0, overdue: 0 });
}

async function readHistory(db: Db, now: Date): Promise<Condition['history']> {
  const head = await latestSeal(db);
  const months = await historyMonths(db);
  return {
    unsealed: await countUnsealed(db, head),
    sealedAgo: head ? (now.getTime() - head.sealedAt.getTime()) / 1000 : 0,
    monthsAhead: months.filter((month) => month > historyMonth(now)).length,
  };
}
