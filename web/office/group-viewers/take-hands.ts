import { eq } from 'drizzle-orm';
import { obstacleToHandOver } from '../../../db/assignment.ts';
import { asOfNow, recordStaffAct } from '../../../db/events.ts';
import { holdRequest } from '../../../db/group-viewers.ts';
import { groupViewerRequestSteps, groupViewerRequests } from '../../../db/schema/group-viewer-requests.ts';
import { type AssignmentRefusal, assigneeAfter } from '../../../domain/assignment.ts';
import { refusalOfGroupViewerAssignment } from '../../../domain/group-viewer.ts';
import type { Context } from '../../context.ts';
import { type Hands, handsOf } from '../hands.ts';

/**
 * Changes who works on a request; says why not, where it could not be. One transaction, without a workflow, as the
 * decision is; the same `stepId` acts once.
 */
export const takeHands = (
  c: Context,
  requestId: string,
  wanted: Hands,
  stepId: string,
): Promise<AssignmentRefusal | 'closed' | undefined> =>
  c.var.services.db.transaction(async (tx) => {
    const request = await holdRequest(tx, requestId);
    if (!request) return 'closed';
    const actorId = c.var.staff.staffId;
    const [earlier] = await tx
      .select()
      .from(groupViewerRequestSteps)
      .where(eq(groupViewerRequestSteps.stepId, stepId));
    if (earlier) return undefined;

    const command = { kind: wanted.kind, actorId, ...handsOf(c, wanted) };
    const refusal =
      refusalOfGroupViewerAssignment(request, command) ?? (await obstacleToHandOver(tx, command));
    if (refusal) return refusal;
    await tx
      .update(groupViewerRequests)
      .set({ assigneeId: assigneeAfter(command) })
      .where(eq(groupViewerRequests.requestId, requestId));
    const { staff, address } = c.var;
    await tx
      .insert(groupViewerRequestSteps)
      .values({ stepId, requestId, actorId, ...asOfNow(staff), address, ...wanted });
    await recordStaffAct(tx, staff, wanted.kind, { address, subject: requestId });
    return undefined;
  });
