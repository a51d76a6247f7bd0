import { eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insuredParties, webUserAgreements, webUsers } from './schema/index.ts';

/** A web user with the company they belong to. */
export async function findWebUser(db: Db, webUserId: string) {
  const [row] = await db
    .select({ user: webUsers, company: insuredParties })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .where(eq(webUsers.webUserId, webUserId));
  return row;
}

/** Codes of the agreements that a user with `selectedAgreements` may see, in order. */
export async function agreementCodesOf(db: Db, webUserId: string): Promise<string[]> {
  const rows = await db
    .select({ code: webUserAgreements.agreementCode })
    .from(webUserAgreements)
    .where(eq(webUserAgreements.webUserId, webUserId))
    .orderBy(webUserAgreements.agreementCode);
  return rows.map(({ code }) => code);
}
