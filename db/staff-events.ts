import { and, asc, desc, eq, inArray, lt, notInArray, type SQL, sql } from 'drizzle-orm';
import { addDays, type CalendarDate, startOfDayInTokyo } from '../domain/calendar-date.ts';
import { isView, type StaffOperation, staffOperations } from '../domain/staff-operation.ts';
import type { Db } from './client.ts';
import { insuredParties, staff, staffEvents } from './schema/index.ts';

export interface StaffEventFilter {
  /** Days in Tokyo; both belong to it. */
  from?: CalendarDate | undefined;
  to?: CalendarDate | undefined;
  staffId?: string | undefined;
  /** One kind of act, all that only look, or all others. */
  operation?: StaffOperation | 'views' | 'acts' | undefined;
  /** A company, with all that concerns its users and applications. */
  insuredCode?: string | undefined;
  /** Exactly what an act was done to. */
  subject?: string | undefined;
  address?: string | undefined;
}

export type StaffEvent = Omit<typeof staffEvents.$inferSelect, 'staffEventId'> & {
  staffEventId: bigint;
  companyName: string | null;
};

export const STAFF_EVENT_PAGE_SIZE = 50;

/** Newest first, one more than a page where there are more; `before` is the last event of the page before. */
export const listStaffEvents = (
  db: Db,
  filter: StaffEventFilter,
  before?: bigint,
  limit = STAFF_EVENT_PAGE_SIZE + 1,
): Promise<StaffEvent[]> =>
  db
    .select({
      staffEventId: staffEvents.staffEventId,
      at: staffEvents.at,
      staffId: staffEvents.staffId,
      operation: staffEvents.operation,
      actorName: staffEvents.actorName,
      actorDepartment: staffEvents.actorDepartment,
      actorTitle: staffEvents.actorTitle,
      principalId: staffEvents.principalId,
      principalName: staffEvents.principalName,
      subject: staffEvents.subject,
      insuredCode: staffEvents.insuredCode,
      address: staffEvents.address,
      companyName: insuredParties.name,
    })
    .from(staffEvents)
    .leftJoin(insuredParties, eq(insuredParties.insuredCode, staffEvents.insuredCode))
    .where(
      and(...conditionsOf(filter), before === undefined ? undefined : lt(staffEvents.staffEventId, before)),
    )
    .orderBy(desc(staffEvents.staffEventId))
    .limit(limit);

function conditionsOf(filter: StaffEventFilter): (SQL | undefined)[] {
  const { from, to, staffId, insuredCode, subject, address } = filter;
  return [
    from && sql`${staffEvents.at} >= ${startOfDayInTokyo(from).toISOString()}::timestamptz`,
    to && sql`${staffEvents.at} < ${startOfDayInTokyo(addDays(to, 1)).toISOString()}::timestamptz`,
    staffId ? eq(staffEvents.staffId, staffId) : undefined,
    isOperation(filter.operation),
    insuredCode ? eq(staffEvents.insuredCode, insuredCode) : undefined,
    subject ? eq(staffEvents.subject, subject) : undefined,
    address ? eq(staffEvents.address, address) : undefined,
  ].map((condition) => condition || undefined);
}

const views = (Object.keys(staffOperations) as StaffOperation[]).filter(isView);

function isOperation(operation: StaffEventFilter['operation']): SQL | undefined {
  if (operation === 'views') return inArray(staffEvents.operation, views);
  if (operation === 'acts') return notInArray(staffEvents.operation, views);
  return operation && eq(staffEvents.operation, operation);
}

/** Everybody who ever worked here, for the filter: whoever left has left traces. */
export const listAllStaff = (db: Db) =>
  db
    .select({ staffId: staff.staffId, name: staff.name, role: staff.role })
    .from(staff)
    .orderBy(asc(staff.staffId));

/** Events that one file holds at most; a narrower period brings the rest. */
const STAFF_EVENTS_A_FILE = 200_000;
const ROWS_AT_ONCE = 2_000;

/** The same events batch by batch, so that a long file needs no more memory than a short one. */
export async function* streamStaffEvents(db: Db, filter: StaffEventFilter): AsyncGenerator<StaffEvent[]> {
  let before: bigint | undefined;
  for (let left = STAFF_EVENTS_A_FILE; left > 0; left -= ROWS_AT_ONCE) {
    const rows = await listStaffEvents(db, filter, before, Math.min(ROWS_AT_ONCE, left));
    if (rows.length > 0) yield rows;
    before = rows.at(-1)?.staffEventId;
    if (rows.length < ROWS_AT_ONCE) return;
  }
}
