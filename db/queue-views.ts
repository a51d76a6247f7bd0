import { and, asc, count, desc, eq, or, sql } from 'drizzle-orm';
import { VIEWS_AT_MOST } from '../domain/queue-view.ts';
import type { Db } from './client.ts';
import { firstQueueViews, type QueueView, queueViews } from './schema/queue-views.ts';
import { staff } from './schema/staff.ts';

/** A view as somebody sees it who may be another than its maker. */
export interface SeenView extends QueueView {
  ownerName: string;
  /** Whether it is what they see first. */
  first: boolean;
}

const seenBy = (db: Db, staffId: string) =>
  db
    .select({
      viewId: queueViews.viewId,
      ownerId: queueViews.ownerId,
      name: queueViews.name,
      query: queueViews.query,
      shared: queueViews.shared,
      createdAt: queueViews.createdAt,
      updatedAt: queueViews.updatedAt,
      ownerName: staff.name,
      first: sql<boolean>`${firstQueueViews.viewId} is not null`,
    })
    .from(queueViews)
    .innerJoin(staff, eq(staff.staffId, queueViews.ownerId))
    .leftJoin(
      firstQueueViews,
      and(eq(firstQueueViews.viewId, queueViews.viewId), eq(firstQueueViews.staffId, staffId)),
    );

const isVisible = (staffId: string) => or(eq(queueViews.ownerId, staffId), queueViews.shared);

/** One's own and the shared ones: one's own first, each by name. */
export const listViews = (db: Db, staffId: string): Promise<SeenView[]> =>
  seenBy(db, staffId)
    .where(isVisible(staffId))
    .orderBy(desc(eq(queueViews.ownerId, staffId)), asc(queueViews.name), asc(queueViews.viewId));

/** One of one's own or a shared one; another's own does not exist. */
export async function findView(db: Db, staffId: string, viewId: string): Promise<SeenView | undefined> {
  const [view] = await seenBy(db, staffId).where(and(eq(queueViews.viewId, viewId), isVisible(staffId)));
  return view;
}

/** What somebody sees first; nothing where they chose none, or where it is not for their eyes any more. */
export async function findFirstView(db: Db, staffId: string): Promise<SeenView | undefined> {
  const [view] = await seenBy(db, staffId).where(
    and(eq(firstQueueViews.staffId, staffId), isVisible(staffId)),
  );
  return view;
}

export type Saved = 'saved' | 'nameTaken' | 'tooMany';

/** Saves a new view; the same form sent again saves it once. */
export async function insertView(
  tx: Db,
  view: Pick<QueueView, 'viewId' | 'ownerId' | 'name' | 'query' | 'shared'>,
): Promise<Saved> {
  const [has] = await tx
    .select({ count: count() })
    .from(queueViews)
    .where(eq(queueViews.ownerId, view.ownerId));
  if (has && has.count >= VIEWS_AT_MOST) return 'tooMany';
  await tx.insert(queueViews).values(view).onConflictDoNothing();
  const [saved] = await tx
    .select({ viewId: queueViews.viewId })
    .from(queueViews)
    .where(and(eq(queueViews.viewId, view.viewId), eq(queueViews.ownerId, view.ownerId)));
  return saved ? 'saved' : 'nameTaken';
}

/** Puts other filters under a name that somebody uses already. */
export async function replaceView(
  tx: Db,
  { ownerId, name, query, shared }: Pick<QueueView, 'ownerId' | 'name' | 'query' | 'shared'>,
): Promise<string | undefined> {
  const [replaced] = await tx
    .update(queueViews)
    .set({ query, shared, updatedAt: new Date() })
    .where(and(eq(queueViews.ownerId, ownerId), eq(queueViews.name, name)))
    .returning({ viewId: queueViews.viewId });
  return replaced?.viewId;
}

/** A view that is not shared any more is nobody else's first. */
export async function changeView(
  tx: Db,
  { viewId, ownerId }: QueueView,
  { name, shared }: Pick<QueueView, 'name' | 'shared'>,
): Promise<Saved> {
  const [taken] = await tx
    .select({ viewId: queueViews.viewId })
    .from(queueViews)
    .where(and(eq(queueViews.ownerId, ownerId), eq(queueViews.name, name)));
  if (taken && taken.viewId !== viewId) return 'nameTaken';
  await tx
    .update(queueViews)
    .set({ name, shared, updatedAt: new Date() })
    .where(eq(queueViews.viewId, viewId));
  return 'saved';
}

export const deleteView = async (tx: Db, viewId: string): Promise<boolean> =>
  (await tx.delete(queueViews).where(eq(queueViews.viewId, viewId)).returning()).length > 0;

/** Chooses what somebody sees first, or nothing in particular. */
export async function chooseFirstView(tx: Db, staffId: string, viewId: string | null): Promise<void> {
  if (!viewId) await tx.delete(firstQueueViews).where(eq(firstQueueViews.staffId, staffId));
  else
    await tx
      .insert(firstQueueViews)
      .values({ staffId, viewId })
      .onConflictDoUpdate({ target: firstQueueViews.staffId, set: { viewId } });
}
