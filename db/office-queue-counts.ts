import { sql } from 'drizzle-orm';
import { boundsInOrder } from '../domain/due-window.ts';
import type { Db } from './client.ts';
import { inView, matches, type QueueFilter } from './office-queue.ts';
import { all, type WorkStage, type WorkType, workOf } from './office-work.ts';
import { isLookedUp } from './office-work-search.ts';

/** Undecided work of one sort, stage, holder and span of due dates. */
export interface UndecidedCount {
  type: WorkType;
  stage: WorkStage;
  /** Null: nobody has it. */
  assigneeId: string | null;
  /** Which of the spans of `domain/due-window.ts` it is due in; beyond all of them what has no due date. */
  span: number;
  total: number;
  /** Of these, what belongs to the list and came after it was drawn. */
  fresh: number;
}

/**
 * How much undecided work there is, whatever the filter says of state, holder and due date: so that each of these can
 * say how much another choice would show. `drawnAt`: when the list that is on the screen was drawn.
 */
export async function countUndecided(db: Db, filter: QueueFilter, drawnAt?: Date): Promise<UndecidedCount[]> {
  const work = workOf(db);
  const fresh =
    drawnAt && all(sql`${work.submittedAt} > ${drawnAt.toISOString()}::timestamptz`, inView(work, filter));
  return db
    .select({
      type: work.type,
      stage: work.stage,
      assigneeId: work.assigneeId,
      span: sql<number>`width_bucket(${work.dueAt}, ${bounds(filter)}::timestamptz[])`.as('span'),
      total: sql<number>`count(*)::int`,
      fresh: fresh ? sql<number>`(count(*) filter (where ${fresh}))::int` : sql<number>`0`,
    })
    .from(work)
    .where(all(sql`${work.undecided}`, matches(work, { ...filter, assigneeId: undefined })))
    .groupBy(work.type, work.stage, work.assigneeId, sql`span`);
}

/** As Postgres reads an array. */
const bounds = (filter: QueueFilter) =>
  `{${[...boundsInOrder(filter.bounds).map((bound) => bound.toISOString()), 'infinity'].join(',')}}`;

/** Beyond that nobody needs to know how much there is: figures are another page's. */
export const COUNTED_AT_MOST = 1000;

/** Stages of the work that nobody at the institution has to decide on (any more). */
const decidedWork = [
  'returned',
  'approved',
  'applied',
  'registered',
  'rejected',
  'withdrawn',
  'expired',
] as const satisfies WorkStage[];

/** How much decided work there is in each stage, whatever `filter.state` says, at most `COUNTED_AT_MOST` of each. */
export async function countDecided(db: Db, filter: QueueFilter): Promise<Partial<Record<WorkStage, number>>> {
  if (filter.due !== 'all') return {};
  const { search } = filter;
  const counts = await (search && isLookedUp(search) ? countFound(db, filter) : countUpTo(db, filter));
  return Object.fromEntries(counts.map(({ stage, total }) => [stage, Math.min(total, COUNTED_AT_MOST)]));
}

interface DecidedCount {
  stage: WorkStage;
  total: number;
}

/** Of companies and numbers that are known: their indexes lead to all there is. */
function countFound(db: Db, filter: QueueFilter): PromiseLike<DecidedCount[]> {
  const work = workOf(db);
  return db
    .select({ stage: work.stage, total: sql<number>`count(*)::int` })
    .from(work)
    .where(all(sql`${work.seen} and not ${work.undecided}`, matches(work, filter)))
    .groupBy(work.stage);
}

/** Of all there ever was: stage by stage, so far as it is counted. */
function countUpTo(db: Db, filter: QueueFilter): PromiseLike<DecidedCount[]> {
  const work = workOf(db);
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(work)
    .where(all(sql`${work.seen} and ${work.stage} = counted.stage`, matches(work, filter)))
    .limit(COUNTED_AT_MOST);
  return db.execute<DecidedCount & Record<string, unknown>>(sql`
    select counted.stage, (select count(*)::int from ${some} few) total
    from unnest(${`{${decidedWork.join(',')}}`}::text[]) counted (stage)`);
}
