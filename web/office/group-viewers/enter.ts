import { violates } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
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
  try {
    await c.var.services.db.transaction(async (tx) => {
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
        .onConflictDoNothing({ target: groupViewerRequests.requestId })
        .returning();
      if (!entered) return;
      await recordStaffAct(tx, c.var.staff, 'groupViewerRequested', {
        address: c.var.address,
        subject: requestId,
      });
    });
    return requestId;
  } catch (error) {
    if (violates(error, 'one_undecided_request_about_an_id')) return undefined;
    throw error;
  }
}
