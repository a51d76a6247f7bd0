import { eq, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { type DueBounds, type DueWindow, extentOf } from '../domain/due-window.ts';
import type { Db } from './client.ts';
import { all, undecidedWork, type Work, type WorkStage, type WorkType, workOf } from './office-work.ts';
import { findWork, type WorkPlace, type WorkRow } from './office-work-rows.ts';
import { isFound, type WorkSearch } from './office-work-search.ts';

export interface QueueFilter {
  /** `undecided`: staff still have to decide. */
  state: WorkStage | 'undecided' | 'all';
  type: WorkType | 'all';
  /** Staff ID; null: nobody has it; undefined: whoever. */
  assigneeId: string | null | undefined;
  /** What is decided is not due any more. */
  due: DueWindow | 'all';
  bounds: DueBounds;
  search: WorkSearch | undefined;
}

export const QUEUE_PAGE_SIZE = 50;

/** One page, from 1. What waits for staff comes first, the earliest due date on top; then the newest submissions. */
export async function listQueue(db: Db, filter: QueueFilter, page: number): Promise<WorkRow[]> {
  const offset = (page - 1) * QUEUE_PAGE_SIZE;
  const part = (undecided: boolean) => {
    const work = workOf(db);
    return db
      .select(sorted(work))
      .from(work)
      .where(all(sideOf(work, undecided), inView(work, filter)))
      .orderBy(...orderOf(work, undecided))
      .limit(offset + QUEUE_PAGE_SIZE);
  };
  const parts = sidesOf(filter.state).map(part);
  const [first, second] = parts;
  const found = (second && first ? unionAll(first, second) : first)?.as('found');
  if (!found) return [];
  const numbers = await db
    .select({ number: found.number })
    .from(found)
    .orderBy(...orderOfBoth(found))
    .limit(QUEUE_PAGE_SIZE)
    .offset(offset);
  return findWork(
    db,
    numbers.map(({ number }) => number),
  );
}

/** What one goes by from piece to piece: the one before and the one after, whether or not it is in the list any more. */
export async function findNeighbours(
  db: Db,
  filter: QueueFilter,
  number: string,
): Promise<{ previous: WorkPlace | undefined; next: WorkPlace | undefined }> {
  const work = workOf(db);
  const [here] = await db.select({ undecided: work.undecided }).from(work).where(eq(work.number, number));
  const undecided = filter.state === 'all' ? here?.undecided === true : isUndecidedState(filter.state);
  const neighbour = async (direction: 'previous' | 'next') => {
    const [found] = await db
      .select({ type: work.type, number: work.number })
      .from(work)
      .where(
        all(
          sideOf(work, undecided),
          inView(work, filter),
          isBeyond(db, work, { number, undecided, direction }),
        ),
      )
      .orderBy(...orderOf(work, undecided, direction === 'previous'))
      .limit(1);
    return found;
  };
  const [previous, next] = await Promise.all([neighbour('previous'), neighbour('next')]);
  return { previous, next };
}

const isUndecidedState = (state: QueueFilter['state']) =>
  state === 'undecided' || undecidedWork.some((stage) => stage === state);

/** What waits for staff is put in order by its due date, all else by when it came. */
const sidesOf = (state: QueueFilter['state']): boolean[] =>
  state === 'all' ? [true, false] : [isUndecidedState(state)];
const sideOf = (work: Work, undecided: boolean): SQL =>
  undecided ? sql`${work.undecided}` : sql`${work.seen} and not ${work.undecided}`;

const sorted = ({ number, undecided, dueAt, submittedAt }: Work) => ({
  number,
  undecided,
  dueAt,
  submittedAt,
});

function orderOf({ dueAt, submittedAt, number }: Work, undecided: boolean, backwards = false): SQL[] {
  const ascending = undecided !== backwards;
  return (undecided ? [dueAt, submittedAt, number] : [submittedAt, number]).map((key) =>
    ascending ? sql`${key} asc` : sql`${key} desc`,
  );
}

const orderOfBoth = ({ undecided, dueAt, submittedAt, number }: ReturnType<typeof sorted>): SQL[] => [
  sql`${undecided} desc`,
  ...[dueAt, submittedAt, number].map((key) => sql`case when ${undecided} then ${key} end asc`),
  sql`${submittedAt} desc`,
  sql`${number} desc`,
];

/** The keys are compared within the database: a JavaScript date has no microseconds. */
function isBeyond(
  db: Db,
  work: Work,
  { number, undecided, direction }: { number: string; undecided: boolean; direction: 'previous' | 'next' },
): SQL {
  const here = workOf(db);
  const keys = ({ dueAt, submittedAt, number: own }: Work) =>
    sql.join(undecided ? [dueAt, submittedAt, own] : [submittedAt, own], sql`, `);
  const key = sql`(select ${keys(here)} from ${here} where ${here.number} = ${number})`;
  return undecided === (direction === 'next') ? sql`(${keys(work)}) > ${key}` : sql`(${keys(work)}) < ${key}`;
}

/** Whether a piece of work belongs to the list, whatever side of it it stands on. */
export function inView(work: Work, { state, due, bounds, ...filter }: QueueFilter): SQL {
  return all(
    state === 'undecided' || state === 'all' ? undefined : sql`${work.stage} = ${state}`,
    due === 'all' ? undefined : sql`${work.undecided} and ${isDue(work, due, bounds)}`,
    matches(work, filter),
  );
}

/** The part of the filter that holds for every state. */
export const matches = (
  work: Work,
  { type, assigneeId, search }: Pick<QueueFilter, 'type' | 'assigneeId' | 'search'>,
): SQL =>
  all(
    type === 'all' ? undefined : sql`${work.type} = ${type}`,
    assigneeId === undefined
      ? undefined
      : assigneeId === null
        ? sql`${work.assigneeId} is null`
        : sql`${work.assigneeId} = ${assigneeId}`,
    search && isFound(work, search),
  );

/** What has no due date is in no window. */
function isDue(work: Work, due: DueWindow, bounds: DueBounds): SQL {
  const { from, before } = extentOf(due, bounds);
  return all(
    from && sql`${work.dueAt} >= ${from.toISOString()}::timestamptz`,
    before ? sql`${work.dueAt} < ${before.toISOString()}::timestamptz` : sql`${work.dueAt} < 'infinity'`,
  );
}
