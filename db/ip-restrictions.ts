import { and, asc, count, desc, eq, gte, max, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { covered, type Entry, type IpRestriction, REHEARSAL_DAYS } from '../domain/ip-restriction.ts';
import { operation } from '../domain/operation-catalogue.ts';
import type { Db } from './client.ts';
import {
  accessEvents,
  insuredParties,
  ipRestrictionEntries,
  ipRestrictions,
  webUsers,
} from './schema/index.ts';

/** A company's setting with its rows in their order; off and empty where it never had one. */
export async function findIpRestriction(db: Db, insuredCode: string): Promise<IpRestriction> {
  const rows = await db
    .select({ enabled: ipRestrictions.enabled, entry: ipRestrictionEntries })
    .from(ipRestrictions)
    .leftJoin(ipRestrictionEntries, eq(ipRestrictionEntries.insuredCode, ipRestrictions.insuredCode))
    .where(eq(ipRestrictions.insuredCode, insuredCode))
    .orderBy(asc(ipRestrictionEntries.position));
  const entries = rows.flatMap(({ entry }) =>
    entry ? [{ kind: entry.kind, value: entry.value, memo: entry.memo }] : [],
  );
  return { enabled: rows[0]?.enabled ?? false, entries };
}

/** The same as a column of another query. */
export const ipRestrictionOf = (insuredCode: AnyPgColumn) => sql<IpRestriction>`json_build_object(
  'enabled', coalesce((select ${ipRestrictions.enabled} from ${ipRestrictions}
    where ${ipRestrictions.insuredCode} = ${insuredCode}), false),
  'entries', coalesce((select json_agg(json_build_object('kind', ${ipRestrictionEntries.kind},
      'value', ${ipRestrictionEntries.value}, 'memo', ${ipRestrictionEntries.memo}) order by ${ipRestrictionEntries.position})
    from ${ipRestrictionEntries} where ${ipRestrictionEntries.insuredCode} = ${insuredCode}), '[]'))`;

/**
 * Makes `wanted` the company's setting, whole or not at all: call it in a transaction. Of two at once the second waits and
 * replaces the first. With 設定しない the rows stay as they were. Returns what it was before.
 */
export async function saveIpRestriction(
  tx: Db,
  insuredCode: string,
  wanted: IpRestriction,
  now: Date,
): Promise<IpRestriction> {
  await tx.insert(ipRestrictions).values({ insuredCode }).onConflictDoNothing();
  await tx
    .select({ enabled: ipRestrictions.enabled })
    .from(ipRestrictions)
    .where(eq(ipRestrictions.insuredCode, insuredCode))
    .for('update');
  const before = await findIpRestriction(tx, insuredCode);
  await tx
    .update(ipRestrictions)
    .set({ enabled: wanted.enabled, updatedAt: now })
    .where(eq(ipRestrictions.insuredCode, insuredCode));
  if (wanted.enabled) await replaceEntries(tx, insuredCode, wanted.entries);
  return before;
}

async function replaceEntries(tx: Db, insuredCode: string, entries: readonly Entry[]): Promise<void> {
  await tx.delete(ipRestrictionEntries).where(eq(ipRestrictionEntries.insuredCode, insuredCode));
  await tx
    .insert(ipRestrictionEntries)
    .values(entries.map((entry, index) => ({ insuredCode, position: index + 1, ...entry })));
}

/** A user of the company, and an address from which they logged in lately and could not any more. */
export interface KeptOutLogin {
  webUserId: string;
  name: string;
  department: string;
  /** Empty where it had not been determined. */
  address: string;
  logins: number;
  lastAt: Date;
}

/** The logins of the last `REHEARSAL_DAYS` days that `entries` would not have let in, by user, latest first. */
export async function loginsKeptOutBy(
  db: Db,
  insuredCode: string,
  entries: readonly Entry[],
  now: Date,
): Promise<KeptOutLogin[]> {
  const since = new Date(now.getTime() - REHEARSAL_DAYS * 24 * 60 * 60_000);
  const lastAt = max(accessEvents.at);
  const logins = await db
    .select({
      webUserId: webUsers.webUserId,
      name: webUsers.name,
      department: webUsers.department,
      address: accessEvents.address,
      logins: count(),
      lastAt,
    })
    .from(accessEvents)
    .innerJoin(webUsers, eq(webUsers.webUserId, accessEvents.webUserId))
    .where(
      and(
        eq(webUsers.insuredCode, insuredCode),
        eq(accessEvents.insuredCode, insuredCode),
        eq(accessEvents.operation, operation.login),
        gte(accessEvents.at, since),
      ),
    )
    .groupBy(webUsers.webUserId, accessEvents.address)
    .orderBy(asc(webUsers.webUserId), desc(lastAt));
  return logins.flatMap(({ lastAt, ...login }) =>
    lastAt && !covered(entries, login.address) ? [{ ...login, lastAt }] : [],
  );
}

/** Companies whose restriction is on, by code. */
export const listIpRestrictions = (db: Db) =>
  db
    .select({
      insuredCode: ipRestrictions.insuredCode,
      name: insuredParties.name,
      updatedAt: ipRestrictions.updatedAt,
      entries: sql<number>`(select count(*)::int from ${ipRestrictionEntries} where ${ipRestrictionEntries.insuredCode} = ${ipRestrictions.insuredCode})`,
    })
    .from(ipRestrictions)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, ipRestrictions.insuredCode))
    .where(eq(ipRestrictions.enabled, true))
    .orderBy(asc(ipRestrictions.insuredCode));
export type RestrictedCompany = Awaited<ReturnType<typeof listIpRestrictions>>[number];

/** 解除; false where it is not on. The rows stay. */
export async function liftIpRestriction(tx: Db, insuredCode: string, now: Date): Promise<boolean> {
  const lifted = await tx
    .update(ipRestrictions)
    .set({ enabled: false, updatedAt: now })
    .where(and(eq(ipRestrictions.insuredCode, insuredCode), eq(ipRestrictions.enabled, true)))
    .returning({ insuredCode: ipRestrictions.insuredCode });
  return lifted.length > 0;
}
