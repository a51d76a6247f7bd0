import { type Holder, listHolders } from '../../../db/assignment.ts';
import { listClosingDays } from '../../../db/holidays.ts';
import { listQueue, QUEUE_PAGE_SIZE, type QueueFilter } from '../../../db/office-queue.ts';
import { countDecided, countUndecided } from '../../../db/office-queue-counts.ts';
import { findWork, type WorkRow } from '../../../db/office-work-rows.ts';
import { searchFor } from '../../../db/office-work-search.ts';
import { type DueBounds, dueBounds } from '../../../domain/due-window.ts';
import type { Context } from '../../context.ts';
import { type Counts, freshIn } from './counts.ts';
import type { Drawn } from './drawn.ts';
import { assigneeIdOf, isStillInView, type QueueView } from './filter.ts';

export interface QueueList {
  view: QueueView;
  rows: WorkRow[];
  /** Rows that are shown although they do not belong to the list any more: none vanishes under the mouse. */
  left: ReadonlySet<string>;
  counts: Counts;
  /** What has come into the list and is not shown yet. */
  waiting: { fresh: number; gained: number };
  drawn: Drawn;
  bounds: DueBounds;
  colleagues: Holder[];
}

/**
 * The list of a view. While it is on the screen it keeps its rows in their places and only says what became of them;
 * what has come in meanwhile is counted, and shown when somebody asks for it.
 */
export async function loadQueue(c: Context, view: QueueView, onScreen?: Drawn): Promise<QueueList> {
  const { db } = c.var.services;
  const { filter, bounds } = await filterFor(c, view);
  const kept = onScreen && onScreen.numbers.length > 0 ? onScreen : undefined;
  const [present, undecided, decided, shown, colleagues] = await Promise.all([
    listQueue(db, filter, view.page),
    countUndecided(db, filter, kept?.at),
    countDecided(db, filter),
    kept ? findWork(db, kept.numbers) : [],
    listHolders(db),
  ]);
  const counts = { staffId: c.var.staff.staffId, undecided, decided };
  const rows = kept ? shown : present;
  return {
    view,
    rows,
    left: new Set(rows.filter((row) => !isStillInView(row, filter)).map(({ number }) => number)),
    counts,
    waiting: kept
      ? { fresh: freshIn(counts), gained: gained(present, kept, view.page) }
      : { fresh: 0, gained: 0 },
    drawn: kept ?? { numbers: present.map(({ number }) => number), at: bounds.now },
    bounds,
    colleagues,
  };
}

/** What the database is asked for by a view that this person looks at now. */
export async function filterFor(
  c: Context,
  view: QueueView,
): Promise<{ filter: QueueFilter; bounds: DueBounds }> {
  const { db } = c.var.services;
  const [closingDays, search] = await Promise.all([listClosingDays(db), searchFor(db, view.query)]);
  const bounds = dueBounds(new Date(), closingDays);
  const { state, type, due } = view;
  const assigneeId = assigneeIdOf(view, c.var.staff.staffId);
  return { filter: { state, type, due, assigneeId, bounds, search }, bounds };
}

/**
 * How many older pieces of work have come into the first page, such as those that a colleague gave back. What moved up
 * because others are done stands behind all that is shown.
 */
export function gained(present: WorkRow[], { numbers, at }: Drawn, page: number): number {
  if (page > 1) return 0;
  const shown = new Set(numbers);
  const last = present.findLastIndex(({ number }) => shown.has(number));
  return present.filter(
    ({ number, submittedAt }, index) =>
      !shown.has(number) && submittedAt <= at && (index < last || numbers.length < QUEUE_PAGE_SIZE),
  ).length;
}
