import { and, eq, lt, sql } from 'drizzle-orm';
import type { Db } from '../../../db/client.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { holdRequest } from '../../../db/group-viewers.ts';
import { credentials } from '../../../db/schema/credentials.ts';
import { type GroupViewerRequest, groupViewerRequests } from '../../../db/schema/group-viewer-requests.ts';
import { insuredParties } from '../../../db/schema/insured-parties.ts';
import { letters } from '../../../db/schema/registrations.ts';
import { groupViewerCompanies, webUsers } from '../../../db/schema/web-users.ts';
import { mayActFor } from '../../../db/stand-ins.ts';
import { type GroupViewerRefusal, refusalOfGroupViewerDecision } from '../../../domain/group-viewer.ts';
import { groupViewerRights, LAST_GROUP_VIEWER, webUserIdOf } from '../../../domain/web-user.ts';
import type { Context } from '../../context.ts';
import type { Capacity } from '../capacity.ts';

export type Problem = GroupViewerRefusal | 'notStandIn' | 'noNumberLeft';
type Decision = { kind: 'granted' } | { kind: 'refused'; reasonText: string };

/**
 * Grants or refuses a request in one transaction: the ID with its companies and the letter with its password, or the
 * other companies, the decision and the staff event. Returns why not, where it could not be done.
 */
export const decide = (
  c: Context,
  requestId: string,
  decision: Decision,
  capacity: Capacity,
): Promise<Problem | undefined> =>
  c.var.services.db.transaction(async (tx) => {
    const request = await holdRequest(tx, requestId);
    const { staffId } = c.var.staff;
    const refusal = request ? refusalOfGroupViewerDecision(request, { staffId, ...capacity }) : 'closed';
    if (!request || refusal) return refusal;
    const now = new Date();
    if (!(await mayActFor(tx, { actorId: staffId, ...capacity }, now))) return 'notStandIn';

    const webUserId = decision.kind === 'granted' ? await grant(tx, request) : request.webUserId;
    if (decision.kind === 'granted' && !webUserId) return 'noNumberLeft';
    await tx
      .update(groupViewerRequests)
      .set({
        stage: decision.kind,
        webUserId,
        decidedBy: staffId,
        decidedAt: now,
        ...capacity,
        reasonText: decision.kind === 'refused' ? decision.reasonText : null,
      })
      .where(eq(groupViewerRequests.requestId, requestId));
    await recordStaffAct(tx, c.var.staff, eventOf(request, decision), {
      address: c.var.address,
      subject: webUserId ?? requestId,
      ...capacity,
    });
    return undefined;
  });

const eventOf = ({ kind }: GroupViewerRequest, decision: Decision) => {
  if (decision.kind === 'refused') return 'groupViewerRefused';
  return kind === 'issue' ? 'groupViewerIssued' : 'groupViewerCompaniesChanged';
};

/** The ID that now sees the request's companies; undefined where the home has no number left. */
async function grant(tx: Db, request: GroupViewerRequest): Promise<string | undefined> {
  const webUserId = request.webUserId ?? (await issue(tx, request));
  if (!webUserId) return undefined;
  await tx.delete(groupViewerCompanies).where(eq(groupViewerCompanies.webUserId, webUserId));
  await tx
    .insert(groupViewerCompanies)
    .values(request.companies.map((insuredCode) => ({ webUserId, insuredCode })));
  return webUserId;
}

/** A new ID, with a letter that is to bring its initial password. */
async function issue(tx: Db, { homeInsuredCode, person }: GroupViewerRequest): Promise<string | undefined> {
  if (!person) throw new Error('a new ID needs a person');
  const [home] = await tx
    .update(insuredParties)
    .set({ lastGroupViewerSequence: sql`${insuredParties.lastGroupViewerSequence} + 1` })
    .where(
      and(
        eq(insuredParties.insuredCode, homeInsuredCode),
        lt(insuredParties.lastGroupViewerSequence, LAST_GROUP_VIEWER),
      ),
    )
    .returning({ sequence: insuredParties.lastGroupViewerSequence });
  if (!home) return undefined;
  const webUserId = webUserIdOf(homeInsuredCode, home.sequence);
  await tx.insert(webUsers).values({
    webUserId,
    insuredCode: homeInsuredCode,
    kind: 'groupViewer',
    ...person,
    ...groupViewerRights,
  });
  await tx.insert(credentials).values({ webUserId });
  await tx.insert(letters).values({ webUserId });
  return webUserId;
}
