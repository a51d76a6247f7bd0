import type { Db } from '../../../db/client.ts';
import { violates } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import {
  changeView,
  chooseFirstView,
  deleteView,
  insertView,
  replaceView,
  type Saved,
  type SeenView,
} from '../../../db/queue-views.ts';
import type { QueueView } from '../../../db/schema/queue-views.ts';
import { canTidyQueueViews } from '../../../domain/staff.ts';
import type { StaffOperation } from '../../../domain/staff-operation.ts';
import type { Context } from '../../context.ts';

/** What the form says; `overwrite`: under a name that is there already. */
export interface Wish extends Pick<QueueView, 'viewId' | 'name' | 'query' | 'shared'> {
  first: boolean;
  overwrite: boolean;
}

/** Whoever made it, and of what is shared also a supervisor. */
export const mayChange = (c: Context, { ownerId, shared }: SeenView): boolean =>
  ownerId === c.var.staff.staffId || (shared && canTidyQueueViews(c.var.staff));

/** Saves the filters under a name, with its record. */
export const save = (c: Context, { first, overwrite, ...view }: Wish): Promise<Saved> =>
  acted(c, 'queueViewSaved', view.name, async (tx) => {
    const { staffId } = c.var.staff;
    const own = { ...view, ownerId: staffId };
    const replaced = overwrite ? await replaceView(tx, own) : undefined;
    const saved = replaced ? 'saved' : await insertView(tx, own);
    if (saved === 'saved' && first) await chooseFirstView(tx, staffId, replaced ?? view.viewId);
    return saved;
  });

/** Renames it, shares it, or ends that. */
export async function change(
  c: Context,
  view: SeenView,
  wanted: Pick<QueueView, 'name' | 'shared'>,
): Promise<Saved> {
  try {
    return await acted(c, 'queueViewChanged', wanted.name, (tx) => changeView(tx, view, wanted));
  } catch (error) {
    if (violates(error, 'one_view_of_a_name_per_person')) return 'nameTaken';
    throw error;
  }
}

export const remove = (c: Context, { viewId, name }: SeenView): Promise<Saved> =>
  acted(c, 'queueViewDeleted', name, async (tx) => {
    await deleteView(tx, viewId);
    return 'saved';
  });

/** What one sees first; without a view: all that waits for a decision. */
export const choose = (c: Context, view: SeenView | undefined): Promise<Saved> =>
  acted(c, 'firstQueueViewChosen', view?.name ?? '', async (tx) => {
    await chooseFirstView(tx, c.var.staff.staffId, view?.viewId ?? null);
    return 'saved';
  });

/** The act and its record, in one transaction; what is not saved is not recorded. */
const acted = (
  c: Context,
  operation: StaffOperation,
  subject: string,
  act: (tx: Db) => Promise<Saved>,
): Promise<Saved> =>
  c.var.services.db.transaction(async (tx) => {
    const saved = await act(tx);
    if (saved === 'saved')
      await recordStaffAct(tx, c.var.staff, operation, { address: c.var.address, subject });
    return saved;
  });
