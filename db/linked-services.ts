import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { isWithin } from '../domain/linked-service.ts';
import type { Db } from './client.ts';
import { type LinkedService, linkedServices, serviceKeys } from './schema/linked-services.ts';
import { tokenHash } from './sessions.ts';

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

/**
 * Makes a key for a service and stores its hash; the key itself is returned and never seen again. Earlier keys go on
 * working until they are revoked, so that a key can be exchanged without a gap.
 */
export async function issueServiceKey(tx: Db, serviceCode: string): Promise<string> {
  const key = `mdg_${randomBytes(32).toString('base64url')}`;
  await tx.insert(serviceKeys).values({ keyHash: tokenHash(key), serviceCode });
  return key;
}

/** Ends all keys of a service, and says how many they were. */
export async function revokeServiceKeys(tx: Db, serviceCode: string, now: Date): Promise<number> {
  const revoked = await tx
    .update(serviceKeys)
    .set({ revokedAt: now })
    .where(and(eq(serviceKeys.serviceCode, serviceCode), isNull(serviceKeys.revokedAt)))
    .returning({ keyHash: serviceKeys.keyHash });
  return revoked.length;
}

/** The open service that has this key. */
export async function findServiceByKey(db: Db, key: string): Promise<LinkedService | undefined> {
  const [row] = await db
    .select({ service: linkedServices })
    .from(serviceKeys)
    .innerJoin(linkedServices, eq(linkedServices.serviceCode, serviceKeys.serviceCode))
    .where(
      and(
        eq(serviceKeys.keyHash, tokenHash(key)),
        isNull(serviceKeys.revokedAt),
        isNull(linkedServices.closedAt),
      ),
    );
  return row?.service;
}
