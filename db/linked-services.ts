import { and, asc, eq, getTableColumns, isNull, ne, sql } from 'drizzle-orm';
import { isWithin } from '../domain/linked-service.ts';
import type { Db } from './client.ts';
import { type LinkedService, linkedServices, serviceKeys } from './schema/linked-services.ts';
import { staff } from './schema/staff.ts';

/** Every open service, in the order of the menu. */
export const listLinkedServices = (db: Db): Promise<LinkedService[]> =>
  db
    .select()
    .from(linkedServices)
    .where(isNull(linkedServices.closedAt))
    .orderBy(asc(linkedServices.position), asc(linkedServices.serviceCode));

export async function findLinkedService(db: Db, serviceCode: string): Promise<LinkedService | undefined> {
  const [service] = await db
    .select()
    .from(linkedServices)
    .where(and(eq(linkedServices.serviceCode, serviceCode), isNull(linkedServices.closedAt)));
  return service;
}

/** The open service at whose address `url` lies; of several the one with the longest. */
export async function findServiceAt(db: Db, url: URL): Promise<LinkedService | undefined> {
  const there = (await listLinkedServices(db)).filter((service) => isWithin(url, new URL(service.url)));
  return there.toSorted((one, other) => other.url.length - one.url.length)[0];
}

/** A service, closed ones too, with who changed it last and how many keys of it work. */
export type ServiceRow = LinkedService & { changerName: string | null; keys: number };

const rows = (db: Db) =>
  db
    .select({
      ...getTableColumns(linkedServices),
      changerName: staff.name,
      keys: sql<number>`(select count(*)::int from ${serviceKeys} where ${serviceKeys.serviceCode} = ${linkedServices.serviceCode} and ${serviceKeys.revokedAt} is null)`,
    })
    .from(linkedServices)
    .leftJoin(staff, eq(staff.staffId, linkedServices.changedBy));

/** Every service that was ever entered, in the order of the menu. */
export const listServicesForOffice = (db: Db): Promise<ServiceRow[]> =>
  rows(db).orderBy(asc(linkedServices.position), asc(linkedServices.serviceCode));

export async function findServiceForOffice(db: Db, serviceCode: string): Promise<ServiceRow | undefined> {
  const [row] = await rows(db).where(eq(linkedServices.serviceCode, serviceCode));
  return row;
}

/** Which part of a service is taken by another one; undefined where it was written. */
export type Taken = 'serviceCode' | 'url';
type Written = Omit<LinkedService, 'version' | 'changedAt' | 'changedBy'> & { changedBy: string };

/** Call it in a transaction that ends where something is taken. */
export async function insertLinkedService(tx: Db, service: Written): Promise<Taken | undefined> {
  if (await isUrlTaken(tx, service)) return 'url';
  const added = await tx.insert(linkedServices).values(service).onConflictDoNothing().returning();
  return added.length > 0 ? undefined : 'serviceCode';
}

/** `overtaken` where it is not as it was seen any more; then nothing is changed. */
export async function updateLinkedService(
  tx: Db,
  service: Written,
  seenVersion: number,
): Promise<'url' | 'overtaken' | undefined> {
  const { serviceCode, ...change } = service;
  if (await isUrlTaken(tx, service)) return 'url';
  const changed = await tx
    .update(linkedServices)
    .set({ ...change, version: sql`${linkedServices.version} + 1`, changedAt: new Date() })
    .where(and(eq(linkedServices.serviceCode, serviceCode), eq(linkedServices.version, seenVersion)))
    .returning({ serviceCode: linkedServices.serviceCode });
  return changed.length > 0 ? undefined : 'overtaken';
}

/** One after the other, so that of two at once the second sees the first one's address. */
async function isUrlTaken(
  tx: Db,
  { serviceCode, url }: Pick<Written, 'serviceCode' | 'url'>,
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('linked_services'))`);
  const [other] = await tx
    .select({ serviceCode: linkedServices.serviceCode })
    .from(linkedServices)
    .where(and(eq(linkedServices.url, url), ne(linkedServices.serviceCode, serviceCode)));
  return other !== undefined;
}
