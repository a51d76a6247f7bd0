import { aliasedTable, and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { parseCodeOrName } from '../domain/company-search.ts';
import type { Db } from './client.ts';
import { isCompany } from './name-search.ts';
import {
  type GroupViewerRequest,
  type GroupViewerRequestStep,
  groupViewerRequestSteps,
  groupViewerRequests,
} from './schema/group-viewer-requests.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import { staff } from './schema/staff.ts';
import { groupViewerCompanies, type WebUser, webUsers } from './schema/web-users.ts';

/** A company as it is chosen from a list. */
export type CompanyChoice = Pick<InsuredParty, 'insuredCode' | 'name' | 'kind' | 'suspendedAt'>;

const choice = {
  insuredCode: insuredParties.insuredCode,
  name: insuredParties.name,
  kind: insuredParties.kind,
  suspendedAt: insuredParties.suspendedAt,
};

/** Companies on one page of search results. */
export const COMPANIES_FOUND_AT_MOST = 20;

/** By the beginning of the code, or a part of the name or its reading; by code, `COMPANIES_FOUND_AT_MOST` of them. */
export async function searchCompanies(db: Db, query: string): Promise<CompanyChoice[]> {
  const parsed = parseCodeOrName(query);
  if ('error' in parsed || parsed.value.name === '') return [];
  return db
    .select(choice)
    .from(insuredParties)
    .where(isCompany(parsed.value))
    .orderBy(asc(insuredParties.insuredCode))
    .limit(COMPANIES_FOUND_AT_MOST);
}

/** The companies of these codes, by code; unknown codes are missing. */
export const findCompanies = async (db: Db, codes: readonly string[]): Promise<CompanyChoice[]> =>
  codes.length === 0
    ? []
    : db
        .select(choice)
        .from(insuredParties)
        .where(inArray(insuredParties.insuredCode, [...codes]))
        .orderBy(asc(insuredParties.insuredCode));

/** The companies that a group viewer was granted, by code; those that are suspended it does not see. */
export const companiesOf = (db: Db, webUserId: string): Promise<CompanyChoice[]> =>
  db
    .select(choice)
    .from(groupViewerCompanies)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, groupViewerCompanies.insuredCode))
    .where(eq(groupViewerCompanies.webUserId, webUserId))
    .orderBy(asc(insuredParties.insuredCode));

/** One group viewer; another kind of user is not found. */
export async function findGroupViewer(db: Db, webUserId: string): Promise<WebUser | undefined> {
  const [user] = await db
    .select()
    .from(webUsers)
    .where(and(eq(webUsers.webUserId, webUserId), eq(webUsers.kind, 'groupViewer')));
  return user;
}

/** All group viewers with the name of their home and how many companies they see, by ID. */
export const listGroupViewers = (db: Db) =>
  db
    .select({
      user: webUsers,
      homeName: insuredParties.name,
      companies: sql<number>`(select count(*)::int from ${groupViewerCompanies} where ${groupViewerCompanies.webUserId} = ${webUsers.webUserId})`,
    })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .where(eq(webUsers.kind, 'groupViewer'))
    .orderBy(asc(webUsers.webUserId));
export type GroupViewerRow = Awaited<ReturnType<typeof listGroupViewers>>[number];

export interface GroupViewerRequestRow {
  request: GroupViewerRequest;
  homeName: string;
  entererName: string;
  deciderName: string | null;
  /** Who works on it. */
  assigneeName: string | null;
}

const enterer = aliasedTable(staff, 'enterer');
const decider = aliasedTable(staff, 'decider');
const assignee = aliasedTable(staff, 'assignee');

const requests = (db: Db) =>
  db
    .select({
      request: groupViewerRequests,
      homeName: insuredParties.name,
      entererName: enterer.name,
      deciderName: decider.name,
      assigneeName: assignee.name,
    })
    .from(groupViewerRequests)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, groupViewerRequests.homeInsuredCode))
    .innerJoin(enterer, eq(enterer.staffId, groupViewerRequests.enteredBy))
    .leftJoin(decider, eq(decider.staffId, groupViewerRequests.decidedBy))
    .leftJoin(assignee, eq(assignee.staffId, groupViewerRequests.assigneeId));

/** The undecided first, the oldest of them on top; then the latest decided ones; 100 at most. */
export const listGroupViewerRequests = (db: Db): Promise<GroupViewerRequestRow[]> =>
  requests(db)
    .orderBy(
      sql`${groupViewerRequests.stage} = 'entered' desc`,
      sql`case when ${groupViewerRequests.stage} = 'entered' then ${groupViewerRequests.enteredAt} end`,
      desc(groupViewerRequests.decidedAt),
    )
    .limit(100);

export async function findGroupViewerRequest(
  db: Db,
  requestId: string,
): Promise<GroupViewerRequestRow | undefined> {
  const [row] = await requests(db).where(eq(groupViewerRequests.requestId, requestId));
  return row;
}

/** The request itself, which nobody else changes before the transaction ends. */
export async function holdRequest(tx: Db, requestId: string): Promise<GroupViewerRequest | undefined> {
  const [request] = await tx
    .select()
    .from(groupViewerRequests)
    .where(eq(groupViewerRequests.requestId, requestId))
    .for('update');
  return request;
}

/** Who had a request when, in order. */
export const listGroupViewerRequestSteps = (db: Db, requestId: string): Promise<GroupViewerRequestStep[]> =>
  db
    .select()
    .from(groupViewerRequestSteps)
    .where(eq(groupViewerRequestSteps.requestId, requestId))
    .orderBy(asc(groupViewerRequestSteps.recordedAt));

/** The request about an existing ID that is yet to be decided. */
export async function findUndecidedRequestAbout(
  db: Db,
  webUserId: string,
): Promise<GroupViewerRequestRow | undefined> {
  const [row] = await requests(db).where(
    and(eq(groupViewerRequests.webUserId, webUserId), eq(groupViewerRequests.stage, 'entered')),
  );
  return row;
}
