import { randomBytes } from 'node:crypto';
import { aliasedTable, and, asc, eq, getTableColumns, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type LinkedService, linkedServices, serviceKeys } from './schema/linked-services.ts';
import { staff } from './schema/staff.ts';
import { tokenHash } from './sessions.ts';

/** Milliseconds to which the last use of a key is known: a busy service must not have its row written at each request. */
const USE_NOTED_EVERY = 60_000;

/**
 * Makes a key for a service and stores its hash; the key itself is returned and never seen again. Earlier keys go on
 * working until they are revoked, so that a key can be exchanged without a gap. Fails with the constraint
 * `a_key_has_an_id_of_its_own` where `keyId` was issued already.
 */
export async function issueServiceKey(
  tx: Db,
  serviceCode: string,
  about: { name?: string; createdBy?: string; keyId?: string } = {},
): Promise<string> {
  const key = `mdg_${randomBytes(32).toString('base64url')}`;
  await tx.insert(serviceKeys).values({ ...about, serviceCode, keyHash: tokenHash(key) });
  return key;
}

const issuer = aliasedTable(staff, 'issuer');
const revoker = aliasedTable(staff, 'revoker');

const { keyHash: _secret, ...shown } = getTableColumns(serviceKeys);

/** All keys of a service, never the keys themselves: those that work first, by age. */
export const listServiceKeys = (db: Db, serviceCode: string) =>
  db
    .select({ ...shown, issuerName: issuer.name, revokerName: revoker.name })
    .from(serviceKeys)
    .leftJoin(issuer, eq(issuer.staffId, serviceKeys.createdBy))
    .leftJoin(revoker, eq(revoker.staffId, serviceKeys.revokedBy))
    .where(eq(serviceKeys.serviceCode, serviceCode))
    .orderBy(sql`${serviceKeys.revokedAt} is not null`, asc(serviceKeys.createdAt));
export type ServiceKeyRow = Awaited<ReturnType<typeof listServiceKeys>>[number];

/** Ends one key at once; false where it had ended, or is none of this service. */
export async function revokeServiceKey(
  tx: Db,
  { serviceCode, keyId }: { serviceCode: string; keyId: string },
  revokedBy: string,
  now: Date,
): Promise<boolean> {
  const revoked = await tx
    .update(serviceKeys)
    .set({ revokedAt: now, revokedBy })
    .where(
      and(
        eq(serviceKeys.serviceCode, serviceCode),
        eq(serviceKeys.keyId, keyId),
        isNull(serviceKeys.revokedAt),
      ),
    )
    .returning({ keyId: serviceKeys.keyId });
  return revoked.length > 0;
}

/** Ends all keys of a service, or those of a name, and says how many they were. */
export async function revokeServiceKeys(
  tx: Db,
  serviceCode: string,
  now: Date,
  name?: string,
): Promise<number> {
  const revoked = await tx
    .update(serviceKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(serviceKeys.serviceCode, serviceCode),
        isNull(serviceKeys.revokedAt),
        name === undefined ? undefined : eq(serviceKeys.name, name),
      ),
    )
    .returning({ keyId: serviceKeys.keyId });
  return revoked.length;
}

/** The open service that has this key; that it was used is noted, to the minute. */
export async function findServiceByKey(db: Db, key: string, now: Date): Promise<LinkedService | undefined> {
  const keyHash = tokenHash(key);
  const [row] = await db
    .select({ service: linkedServices, lastUsedAt: serviceKeys.lastUsedAt })
    .from(serviceKeys)
    .innerJoin(linkedServices, eq(linkedServices.serviceCode, serviceKeys.serviceCode))
    .where(
      and(eq(serviceKeys.keyHash, keyHash), isNull(serviceKeys.revokedAt), isNull(linkedServices.closedAt)),
    );
  if (row) await noteUse(db, keyHash, row.lastUsedAt, now);
  return row?.service;
}

async function noteUse(db: Db, keyHash: string, lastUsedAt: Date | null, now: Date): Promise<void> {
  const before = new Date(now.getTime() - USE_NOTED_EVERY);
  if (lastUsedAt && lastUsedAt >= before) return;
  await db
    .update(serviceKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(serviceKeys.keyHash, keyHash),
        or(isNull(serviceKeys.lastUsedAt), lt(serviceKeys.lastUsedAt, before)),
      ),
    );
}
