import { inArray } from 'drizzle-orm';
import type { OperationCode } from '../domain/operation-catalogue.ts';
import type { Db } from './client.ts';
import { recordAccessEvents } from './events.ts';
import { groupViewerCompanies, serviceEvents, webUsers } from './schema/index.ts';

/** An access event of a linked service, checked but for the user. */
export interface ServiceEvent {
  /** The service's own, the same each time it sends this event. */
  eventId: string;
  webUserId: string;
  operation: OperationCode;
  at: Date;
  address: string;
  subject?: string | undefined;
  /** The person as of the event; what is left out is taken as of now. */
  name?: string | undefined;
  department?: string | undefined;
  title?: string | undefined;
  /** Whom a group viewer acted for; by default the company of the user's ID. */
  insuredCode?: string | undefined;
}

export type Recorded = 'recorded' | 'duplicate' | 'unknownUser' | 'notTheirCompany';

/**
 * Records the events of one service, each once however often it is sent, by whichever process. All or none: `tx` is one
 * transaction. Returns what became of each, in their order.
 */
export async function recordServiceEvents(
  tx: Db,
  serviceCode: string,
  events: readonly ServiceEvent[],
): Promise<Recorded[]> {
  const users = await usersOf(tx, events);
  const refusals = new Map(events.map((event) => [event, refusalOf(event, users.get(event.webUserId))]));
  const good = events.filter((event) => !refusals.get(event));
  const unsent = [...new Map(good.toReversed().map((event) => [event.eventId, event])).values()];
  const fresh = new Set(await claim(tx, serviceCode, unsent));
  const toRecord = unsent.filter(({ eventId }) => fresh.has(eventId));
  if (toRecord.length > 0)
    await recordAccessEvents(
      tx,
      toRecord.map((event) => {
        const { user } = users.get(event.webUserId) as KnownUser;
        return {
          at: event.at,
          insuredCode: event.insuredCode ?? user.insuredCode,
          webUserId: event.webUserId,
          operation: event.operation,
          actorName: event.name ?? user.name,
          actorDepartment: event.department ?? user.department,
          actorTitle: event.title ?? user.title,
          subject: event.subject ?? null,
          address: event.address,
        };
      }),
    );
  return events.map((event): Recorded => {
    const refusal = refusals.get(event);
    if (refusal) return refusal;
    return fresh.delete(event.eventId) ? 'recorded' : 'duplicate';
  });
}

interface KnownUser {
  user: typeof webUsers.$inferSelect;
  /** In whose names the user can act. */
  companies: Set<string>;
}

function refusalOf({ insuredCode }: ServiceEvent, known: KnownUser | undefined): Recorded | undefined {
  if (!known) return 'unknownUser';
  return insuredCode === undefined || known.companies.has(insuredCode) ? undefined : 'notTheirCompany';
}

async function usersOf(tx: Db, events: readonly ServiceEvent[]): Promise<Map<string, KnownUser>> {
  const ids = [...new Set(events.map(({ webUserId }) => webUserId))];
  if (ids.length === 0) return new Map();
  const rows = await tx.select().from(webUsers).where(inArray(webUsers.webUserId, ids));
  const viewed = await tx
    .select()
    .from(groupViewerCompanies)
    .where(inArray(groupViewerCompanies.webUserId, ids));
  const companiesOf = ({ webUserId, insuredCode }: typeof webUsers.$inferSelect) =>
    new Set([
      insuredCode,
      ...viewed.filter((row) => row.webUserId === webUserId).map((row) => row.insuredCode),
    ]);
  return new Map(rows.map((user) => [user.webUserId, { user, companies: companiesOf(user) }]));
}

/** The IDs that nobody recorded before. In one order for all, so that two batches cannot wait for each other. */
async function claim(tx: Db, serviceCode: string, events: readonly ServiceEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const ids = events.map(({ eventId }) => eventId).sort();
  const claimed = await tx
    .insert(serviceEvents)
    .values(ids.map((eventId) => ({ serviceCode, eventId })))
    .onConflictDoNothing()
    .returning({ eventId: serviceEvents.eventId });
  return claimed.map(({ eventId }) => eventId);
}
