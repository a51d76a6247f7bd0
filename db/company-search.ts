import { and, between, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { type CompanySearch, rangeOf } from '../domain/company-search.ts';
import type { Db } from './client.ts';
import { hasInsuredCode, isCompanyCalled, isUserCalled } from './name-search.ts';
import { companySearches } from './schema/company-searches.ts';
import { credentials } from './schema/credentials.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { webUsers } from './schema/web-users.ts';

/** One page of what was found, and how many there are altogether. */
export interface Found<Row> {
  rows: Row[];
  total: number;
}

export const COMPANIES_A_PAGE = 20;
export const USERS_A_PAGE = 50;

const companyHit = {
  insuredCode: insuredParties.insuredCode,
  name: insuredParties.name,
  nameKana: insuredParties.nameKana,
  kind: insuredParties.kind,
  corporateNumber: insuredParties.corporateNumber,
  prefecture: insuredParties.prefecture,
  city: insuredParties.city,
  suspendedAt: insuredParties.suspendedAt,
};

/** Companies, by code; `page` counts from 1. */
export async function findCompanyHits(db: Db, search: CompanySearch, page: number) {
  const condition = companiesBy(search);
  if (!condition) return { rows: [], total: 0 };
  const { ids, total } = await pageOf(
    db,
    insuredParties,
    insuredParties.insuredCode,
    condition,
    page,
    COMPANIES_A_PAGE,
  );
  const rows = await db
    .select(companyHit)
    .from(insuredParties)
    .where(inArray(insuredParties.insuredCode, ids))
    .orderBy(insuredParties.insuredCode);
  return { rows, total };
}
export type CompanyHit = Awaited<ReturnType<typeof findCompanyHits>>['rows'][number];

/** Users of every kind with their company, by ID; `page` counts from 1. */
export async function findUserHits(db: Db, search: CompanySearch, page: number) {
  const condition = usersBy(search);
  if (!condition) return { rows: [], total: 0 };
  const { ids, total } = await pageOf(db, webUsers, webUsers.webUserId, condition, page, USERS_A_PAGE);
  const rows = await db
    .select({
      webUserId: webUsers.webUserId,
      insuredCode: webUsers.insuredCode,
      kind: webUsers.kind,
      name: webUsers.name,
      kana: webUsers.kana,
      department: webUsers.department,
      title: webUsers.title,
      suspendedAt: webUsers.suspendedAt,
      validUntil: webUsers.validUntil,
      passwordHash: credentials.passwordHash,
      disabledAt: credentials.disabledAt,
      companyName: insuredParties.name,
      companySuspendedAt: insuredParties.suspendedAt,
    })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .leftJoin(credentials, eq(credentials.webUserId, webUsers.webUserId))
    .where(inArray(webUsers.webUserId, ids))
    .orderBy(webUsers.webUserId);
  return { rows, total };
}
export type UserHit = Awaited<ReturnType<typeof findUserHits>>['rows'][number];

function companiesBy(search: CompanySearch): SQL | undefined {
  switch (search.by) {
    case 'insuredCode':
      return hasInsuredCode(search.begins);
    case 'corporateNumber':
      return eq(insuredParties.corporateNumber, search.number);
    case 'email':
      return sql`lower(${insuredParties.contactEmail}) = lower(${search.email})`;
    case 'name':
      return isCompanyCalled(search.text);
    case 'webUserId':
      return undefined;
  }
}

function usersBy(search: CompanySearch): SQL | undefined {
  const { webUserId, email } = webUsers;
  switch (search.by) {
    case 'webUserId':
      return between(webUserId, ...rangeOf(search.begins, 12));
    case 'email':
      return sql`lower(${email}) = lower(${search.email})`;
    case 'name':
      return search.people ? isUserCalled(search.text) : undefined;
    default:
      return undefined;
  }
}

/**
 * The IDs of one page. Counting all of them keeps the planner from walking the whole table in the order of the IDs, in
 * the hope of soon having a page full.
 */
async function pageOf(
  db: Db,
  table: PgTable,
  id: typeof insuredParties.insuredCode | typeof webUsers.webUserId,
  condition: SQL,
  page: number,
  size: number,
): Promise<{ ids: string[]; total: number }> {
  const rows = await db
    .select({ id, total: sql<number>`count(*) over ()`.mapWith(Number) })
    .from(table)
    .where(condition)
    .orderBy(id)
    .limit(size)
    .offset((page - 1) * size);
  return { ids: rows.map((row) => String(row.id)), total: rows[0]?.total ?? 0 };
}

/** Hours after which what somebody looked for is forgotten. */
const KEPT_HOURS = 24;

/** Keeps what is looked for, and forgets what this person looked for long ago. Returns its ID. */
export async function keepSearch(tx: Db, staffId: string, query: string): Promise<string> {
  await tx
    .delete(companySearches)
    .where(
      and(
        eq(companySearches.staffId, staffId),
        lt(companySearches.askedAt, sql`now() - make_interval(hours => ${KEPT_HOURS})`),
      ),
    );
  const [kept] = await tx.insert(companySearches).values({ staffId, query }).returning();
  if (!kept) throw new Error('An insert returned no row');
  return kept.searchId;
}

/** What this person looked for; another's is not found. */
export async function findSearch(db: Db, staffId: string, searchId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ query: companySearches.query })
    .from(companySearches)
    .where(and(eq(companySearches.searchId, searchId), eq(companySearches.staffId, staffId)));
  return row?.query;
}
