import { sql } from 'drizzle-orm';
import type { DueWindow } from '../domain/due-window.ts';
import type { Db } from './client.ts';
import { inView, isDue, matches, type QueueFilter } from './office-queue.ts';
import { all, type WorkStage, type WorkType, workOf } from './office-work.ts';

/** Undecided work of one sort, stage and holder. */
export interface UndecidedCount extends Record<DueWindow, number> {
  type: WorkType;
  stage: WorkStage;
  holder: 'nobody' | 'me' | 'chosen' | 'others';
  total: number;
  /** Of these, what belongs to the list and came after it was drawn. */
  fresh: number;
}

export interface Counting {
  filter: QueueFilter;
  /** Who looks. */
  staffId: string;
  /** When the list that is on the screen was drawn. */
  drawnAt?: Date | undefined;
}

/**
 * How much undecided work there is, whatever the filter says of state, holder and due date: so that each of these can
 * say how much another choice would show.
 */
export async function countUndecided(
  db: Db,
  { filter, staffId, drawnAt }: Counting,
): Promise<UndecidedCount[]> {
  const work = workOf(db);
  const { bounds, assigneeId } = filter;
  const holder = sql<UndecidedCount['holder']>`case when ${work.assigneeId} is null then 'nobody'
    when ${work.assigneeId} = ${staffId} then 'me' when ${work.assigneeId} = ${assigneeId ?? ''} then 'chosen' else 'others' end`;
  const within = (due: DueWindow) => counted(isDue(work, due, bounds));
  return db
    .select({
      type: work.type,
      stage: work.stage,
      holder: holder.as('holder'),
      total: counted(sql`true`),
      overdue: within('overdue'),
      today: within('today'),
      soon: within('soon'),
      later: within('later'),
      fresh: drawnAt
        ? counted(all(sql`${work.submittedAt} > ${drawnAt.toISOString()}::timestamptz`, inView(work, filter)))
        : sql<number>`0`,
    })
    .from(work)
    .where(all(sql`${work.undecided}`, matches(work, { ...filter, assigneeId: undefined })))
    .groupBy(work.type, work.stage, sql`holder`);
}

const counted = (condition: ReturnType<typeof all>) =>
  sql<number>`(count(*) filter (where ${condition}))::int`;

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
  const counts = decidedWork.map((stage) => {
    const work = workOf(db);
    const some = db
      .select({ one: sql`1`.as('one') })
      .from(work)
      .where(all(sql`${work.seen} and ${work.stage} = ${stage}`, matches(work, filter)))
      .limit(COUNTED_AT_MOST);
    return sql`(select count(*)::int from ${some} few) as ${sql.identifier(stage)}`;
  });
  const [row] = await db.execute<Record<string, number>>(sql`select ${sql.join(counts, sql`, `)}`);
  return row ?? {};
}
