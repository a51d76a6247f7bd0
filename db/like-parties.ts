import { and, asc, eq, inArray, ne, or } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { ChangeApplication } from './schema/change-applications.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';

export interface Likeness {
  name?: string | undefined;
  corporateNumber?: string | null | undefined;
}

/** By what of what is applied for another insured party may turn out to be the same one. */
export const likenessOf = ({ changes }: Pick<ChangeApplication, 'changes'>): Likeness => ({
  name: textApplied(changes, 'name'),
  corporateNumber: textApplied(changes, 'corporateNumber'),
});

const textApplied = (changes: ChangeApplication['changes'], key: string) =>
  changes[key] ? String(changes[key].requested ?? '') : undefined;

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

/** The same for many applications in one question: application number → the parties that are like what it applies for. */
export async function findPartiesLikeEach(
  db: Db,
  applications: readonly Pick<ChangeApplication, 'applicationNumber' | 'insuredCode' | 'changes'>[],
): Promise<Map<string, InsuredParty[]>> {
  const wanted = applications.map(likenessOf);
  const names = wanted.flatMap(({ name }) => name || []);
  const numbers = wanted.flatMap(({ corporateNumber }) => corporateNumber || []);
  if (names.length + numbers.length === 0) return new Map();
  const found = await db
    .select()
    .from(insuredParties)
    .where(or(inArray(insuredParties.name, names), inArray(insuredParties.corporateNumber, numbers)))
    .orderBy(asc(insuredParties.insuredCode));
  return new Map(
    applications.map((application) => [
      application.applicationNumber,
      found.filter((party) => party.insuredCode !== application.insuredCode && isLike(party, application)),
    ]),
  );
}

function isLike(party: InsuredParty, application: Pick<ChangeApplication, 'changes'>): boolean {
  const { name, corporateNumber } = likenessOf(application);
  return (!!name && party.name === name) || (!!corporateNumber && party.corporateNumber === corporateNumber);
}
