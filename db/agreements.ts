import { and, asc, eq, getTableColumns, ilike, inArray, isNull, or, sql } from 'drizzle-orm';
import { parseText } from '../domain/text.ts';
import type { Db } from './client.ts';
import { staff } from './schema/staff.ts';
import { agreements, webUserAgreements } from './schema/web-users.ts';

export type Agreement = typeof agreements.$inferSelect;

/** All agreements to which a view can be or is limited, by code. */
export const listAgreements = (db: Db): Promise<Agreement[]> =>
  db.select().from(agreements).orderBy(asc(agreements.agreementCode));

/** Those that can be chosen for somebody who has `held`: a retired one can be kept, but not be newly chosen. */
export const listChoosableAgreements = (db: Db, held: readonly string[] = []): Promise<Agreement[]> =>
  db
    .select()
    .from(agreements)
    .where(
      held.length > 0
        ? or(isNull(agreements.retiredAt), inArray(agreements.agreementCode, [...held]))
        : isNull(agreements.retiredAt),
    )
    .orderBy(asc(agreements.agreementCode));

/** An agreement with how many users' views are limited to it, and who changed it last. */
export type AgreementRow = Agreement & { users: number; changerName: string | null };

const rows = (db: Db) =>
  db
    .select({
      ...getTableColumns(agreements),
      users: sql<number>`(select count(*)::int from ${webUserAgreements} where ${webUserAgreements.agreementCode} = ${agreements.agreementCode})`,
      changerName: staff.name,
    })
    .from(agreements)
    .leftJoin(staff, eq(staff.staffId, agreements.changedBy));

/** By the beginning of the code or a part of the name; all without a query. By code. */
export function searchAgreements(db: Db, query: string): Promise<AgreementRow[]> {
  const parsed = parseText(query);
  const text = ('value' in parsed ? parsed.value : query).replace(/[\\%_]/g, '\\$&');
  return rows(db)
    .where(
      text ? or(ilike(agreements.agreementCode, `${text}%`), ilike(agreements.name, `%${text}%`)) : undefined,
    )
    .orderBy(asc(agreements.agreementCode));
}

export async function findAgreement(db: Db, agreementCode: string): Promise<AgreementRow | undefined> {
  const [row] = await rows(db).where(eq(agreements.agreementCode, agreementCode));
  return row;
}

/** False where the code is taken. */
export async function insertAgreement(
  tx: Db,
  agreement: Pick<Agreement, 'agreementCode' | 'name'> & { changedBy: string },
): Promise<boolean> {
  const added = await tx.insert(agreements).values(agreement).onConflictDoNothing().returning();
  return added.length > 0;
}

/** False where it is not as it was seen any more; then nothing is changed. */
export async function updateAgreement(
  tx: Db,
  { agreementCode, version }: Pick<Agreement, 'agreementCode' | 'version'>,
  change: Partial<Pick<Agreement, 'name' | 'retiredAt'>> & { changedBy: string },
): Promise<boolean> {
  const changed = await tx
    .update(agreements)
    .set({ ...change, version: sql`${agreements.version} + 1`, changedAt: new Date() })
    .where(and(eq(agreements.agreementCode, agreementCode), eq(agreements.version, version)))
    .returning({ agreementCode: agreements.agreementCode });
  return changed.length > 0;
}

/** Takes out one that nobody has; false where somebody has it, or it is not there. */
export async function deleteUnusedAgreement(tx: Db, agreementCode: string): Promise<boolean> {
  await tx.execute(
    sql`select 1 from ${agreements} where ${eq(agreements.agreementCode, agreementCode)} for update`,
  );
  const deleted = await tx
    .delete(agreements)
    .where(
      and(
        eq(agreements.agreementCode, agreementCode),
        sql`not exists (select 1 from ${webUserAgreements} where ${webUserAgreements.agreementCode} = ${agreements.agreementCode})`,
      ),
    )
    .returning({ agreementCode: agreements.agreementCode });
  return deleted.length > 0;
}
