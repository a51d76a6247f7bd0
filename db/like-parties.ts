import { and, asc, eq, ne, or } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';

export interface Likeness {
  name?: string | undefined;
  corporateNumber?: string | null | undefined;
}

/** Insured parties of the same name or corporate number, ten at most; without the one of the code that is given. */
export async function findPartiesLike(
  db: Db,
  { name, corporateNumber }: Likeness,
  exceptCode: string | null,
): Promise<InsuredParty[]> {
  const like = or(
    name ? eq(insuredParties.name, name) : undefined,
    corporateNumber ? eq(insuredParties.corporateNumber, corporateNumber) : undefined,
  );
  if (!like) return [];
  return db
    .select()
    .from(insuredParties)
    .where(and(like, exceptCode ? ne(insuredParties.insuredCode, exceptCode) : undefined))
    .orderBy(asc(insuredParties.insuredCode))
    .limit(10);
}
