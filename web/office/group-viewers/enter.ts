import { recordStaffAct } from '../../../db/events.ts';
import { findGroupViewerRequest } from '../../../db/group-viewers.ts';
import { groupViewerRequests } from '../../../db/schema/group-viewer-requests.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import type { Context } from '../../context.ts';
import type { Wish } from './form.ts';

/**
 * Enters what is asked for, for somebody else to decide; `about` is the ID whose companies shall change. Returns the
 * request's ID, the same one however often the form is sent; undefined where another request about the ID waits.
 */
export async function enter(c: Context, wish: Wish, about?: WebUser): Promise<string | undefined> {
  const { requestId } = wish;
  return c.var.services.db.transaction(async (tx) => {
    // Without a target: with one, two of the same form that come together can meet at the other index first.
    const [entered] = await tx
      .insert(groupViewerRequests)
      .values({
        requestId,
        kind: about ? 'companies' : 'issue',
        webUserId: about?.webUserId ?? null,
        homeInsuredCode: wish.home,
        companies: wish.companies,
        person: wish.person ?? null,
        note: wish.note,
        enteredBy: c.var.staff.staffId,
      })
      .onConflictDoNothing()
      .returning();
    if (!entered) return (await findGroupViewerRequest(tx, requestId))?.request.requestId;
    await recordStaffAct(tx, c.var.staff, 'groupViewerRequested', {
      address: c.var.address,
      subject: requestId,
    });
    return requestId;
  });
}
