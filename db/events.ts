import { and, eq, gt, sql } from 'drizzle-orm';
import { type OperationCode, operationText } from '../domain/operation-catalogue.ts';
import type { StaffOperation, StaffView } from '../domain/staff-operation.ts';
import type { Db } from './client.ts';
import { type accessEvents, staffEvents } from './schema/index.ts';
import type { Staff } from './schema/staff.ts';
import type { WebUser } from './schema/web-users.ts';

/** The person who acts, as the rows about the act keep them: name, department and title as of now. */
export const asOfNow = (person: { name: string; department: string; title: string }) => ({
  actorName: person.name,
  actorDepartment: person.department,
  actorTitle: person.title,
});

/** An access event that is to be recorded; without a time, as of now. */
export type NewAccessEvent = Omit<typeof accessEvents.$inferInsert, 'accessEventId'>;

/**
 * Records access events in their order, and counts them: the one way into the history. It waits for nobody else who
 * records, so it can stand anywhere in the transaction of the act.
 */
export async function recordAccessEvents(tx: Db, events: readonly NewAccessEvent[]): Promise<void> {
  await tx.execute(sql`select record_access_events(${printed(events)}::jsonb)`);
}

/** What `record_access_events` takes: each with the text that its line of a file has. */
export const printed = (events: readonly NewAccessEvent[]): string =>
  JSON.stringify(events.map((event) => ({ ...event, operationText: operationText(event.operation) })));

/** Records what a web user did (manual 4-12). Call it in the transaction of the act itself. */
export async function recordAccess(
  tx: Db,
  user: Pick<WebUser, 'webUserId' | 'insuredCode' | 'name' | 'department' | 'title'>,
  operation: OperationCode,
  { address, subject }: { address: string; subject?: string },
): Promise<void> {
  const { insuredCode, webUserId } = user;
  await recordAccessEvents(tx, [
    { insuredCode, webUserId, operation, ...asOfNow(user), address, subject: subject ?? null },
  ]);
}

interface StaffAct {
  address: string;
  subject?: string;
  /** For whom, where it was done as a stand-in. */
  principalId?: string | null;
  principalName?: string | null;
}

/** Records what a member of staff did. Call it in the transaction of the act itself. */
export async function recordStaffAct(
  tx: Db,
  staff: Pick<Staff, 'staffId' | 'name' | 'department' | 'title'>,
  operation: StaffOperation,
  { address, subject, principalId, principalName }: StaffAct,
): Promise<void> {
  await tx.insert(staffEvents).values({
    staffId: staff.staffId,
    operation,
    ...asOfNow(staff),
    principalId: principalId ?? null,
    principalName: principalName ?? null,
    address,
    subject: subject ?? null,
  });
}

/** Minutes within which looking at the same thing again is the same look. */
const SAME_LOOK_MINUTES = 10;

/**
 * Records that a member of staff looked at something, or was refused something; a page that is loaded again, or updates
 * itself, is one look.
 */
export async function recordStaffView(
  db: Db,
  staff: Parameters<typeof recordStaffAct>[1],
  operation: StaffView | 'accessRefused',
  act: StaffAct & { subject: string },
): Promise<void> {
  const [earlier] = await db
    .select({ at: staffEvents.at })
    .from(staffEvents)
    .where(
      and(
        eq(staffEvents.staffId, staff.staffId),
        eq(staffEvents.operation, operation),
        eq(staffEvents.subject, act.subject),
        gt(staffEvents.at, sql`now() - make_interval(mins => ${SAME_LOOK_MINUTES})`),
      ),
    )
    .limit(1);
  if (!earlier) await recordStaffAct(db, staff, operation, act);
}
