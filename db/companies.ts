import { and, asc, eq, exists, getTableColumns, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { openStages } from '../domain/change-application.ts';
import type { Db } from './client.ts';
import { bankAccounts } from './schema/bank-accounts.ts';
import { changeApplications } from './schema/change-applications.ts';
import { credentials } from './schema/credentials.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import { ipRestrictions } from './schema/ip-restrictions.ts';
import { measures } from './schema/measures.ts';
import { letters } from './schema/registrations.ts';
import { webUserSessions } from './schema/sessions.ts';
import { groupViewerCompanies, type WebUser, webUserAgreements, webUsers } from './schema/web-users.ts';
import { isLiving } from './sessions.ts';

/** A company as the head of each of its pages shows it to staff. */
export interface CompanyOverview {
  company: InsuredParty;
  users: number;
  openApplications: number;
  accounts: number;
  measures: number;
  /** Living sessions of its users. */
  sessions: number;
  /** Group viewers of other companies that may see it. */
  viewers: number;
  /** IPアドレス制限 is on. */
  restricted: boolean;
}

export async function findCompany(db: Db, insuredCode: string): Promise<CompanyOverview | undefined> {
  const { insuredCode: code } = insuredParties;
  const [row] = await db
    .select({
      company: insuredParties,
      users: count(webUsers, eq(webUsers.insuredCode, code)),
      openApplications: count(changeApplications, isOpenOf(code)),
      accounts: count(bankAccounts, eq(bankAccounts.insuredCode, code)),
      measures: count(measures, eq(measures.insuredCode, code)),
      sessions: sql<number>`(
        select count(*)::int from ${webUserSessions}
        where ${webUserSessions.webUserId} between ${code} || '000' and ${code} || '999' and ${isLiving})`,
      viewers: count(
        groupViewerCompanies,
        sql`${groupViewerCompanies.insuredCode} = ${code} and left(${groupViewerCompanies.webUserId}, 9) <> ${code}`,
      ),
      restricted: sql<boolean>`coalesce(${ipRestrictions.enabled}, false)`,
    })
    .from(insuredParties)
    .leftJoin(ipRestrictions, eq(ipRestrictions.insuredCode, code))
    .where(eq(code, insuredCode));
  return row;
}

const isOpenOf = (code: typeof insuredParties.insuredCode): SQL =>
  sql`${changeApplications.insuredCode} = ${code} and ${changeApplications.stage} in (${sql.raw(
    openStages
      .filter((stage) => stage !== 'draft')
      .map((stage) => `'${stage}'`)
      .join(', '),
  )})`;

const count = (
  table:
    | typeof webUsers
    | typeof changeApplications
    | typeof bankAccounts
    | typeof measures
    | typeof groupViewerCompanies,
  condition: SQL,
) => sql<number>`(select count(*)::int from ${table} where ${condition})`;

/** A user with what their state depends on, and how many living sessions they have. */
export interface CompanyUser extends WebUser {
  passwordHash: string | null;
  passwordChangedAt: Date | null;
  temporaryKind: (typeof credentials.$inferSelect)['temporaryKind'];
  temporaryExpiresAt: Date | null;
  disabledAt: Date | null;
  agreementCodes: string[];
  sessions: number;
  /** A letter with a password for them is yet to be printed or posted. */
  letterWaits: boolean;
}

const select = (db: Db) =>
  db
    .select({
      ...getTableColumns(webUsers),
      passwordHash: credentials.passwordHash,
      passwordChangedAt: credentials.passwordChangedAt,
      temporaryKind: credentials.temporaryKind,
      temporaryExpiresAt: credentials.temporaryExpiresAt,
      disabledAt: credentials.disabledAt,
      agreementCodes: sql<string[]>`array(
        select ${webUserAgreements.agreementCode} from ${webUserAgreements}
        where ${webUserAgreements.webUserId} = ${webUsers.webUserId} order by 1)`,
      sessions: sql<number>`(
        select count(*)::int from ${webUserSessions}
        where ${webUserSessions.webUserId} = ${webUsers.webUserId} and ${isLiving})`,
      letterWaits: sql<boolean>`exists (
        select from ${letters} where ${letters.webUserId} = ${webUsers.webUserId} and ${letters.postedAt} is null)`,
    })
    .from(webUsers)
    .leftJoin(credentials, eq(credentials.webUserId, webUsers.webUserId));

/** The administrator and the applicants of a company, by ID. */
export const listCompanyUsers = (db: Db, insuredCode: string): Promise<CompanyUser[]> =>
  select(db)
    .where(and(eq(webUsers.insuredCode, insuredCode), ne(webUsers.kind, 'groupViewer')))
    .orderBy(asc(webUsers.webUserId));

/** The group viewers that may see a company, by ID; those whose ID begins with its code are among them. */
export const listViewersOf = (db: Db, insuredCode: string): Promise<CompanyUser[]> =>
  select(db)
    .where(
      and(
        eq(webUsers.kind, 'groupViewer'),
        or(
          eq(webUsers.insuredCode, insuredCode),
          exists(
            db
              .select({ one: sql`1` })
              .from(groupViewerCompanies)
              .where(
                and(
                  eq(groupViewerCompanies.webUserId, webUsers.webUserId),
                  eq(groupViewerCompanies.insuredCode, insuredCode),
                ),
              ),
          ),
        ),
      ),
    )
    .orderBy(asc(webUsers.webUserId));

/** A user of any kind whose ID begins with this code. */
export async function findCompanyUser(
  db: Db,
  insuredCode: string,
  webUserId: string,
): Promise<CompanyUser | undefined> {
  const [user] = await select(db).where(
    and(eq(webUsers.webUserId, webUserId), eq(webUsers.insuredCode, insuredCode)),
  );
  return user;
}

/** Companies shown as related at most. */
const RELATED_AT_MOST = 30;

/**
 * Probably head office and branches of one corporation, by code: no column says it. They have the same corporate number,
 * one's name begins with the other's, or a group viewer sees both.
 */
export const listRelatedCompanies = (db: Db, company: InsuredParty) =>
  db
    .select({
      insuredCode: insuredParties.insuredCode,
      name: insuredParties.name,
      kind: insuredParties.kind,
      suspendedAt: insuredParties.suspendedAt,
    })
    .from(insuredParties)
    .where(
      and(
        ne(insuredParties.insuredCode, company.insuredCode),
        or(
          and(
            isNotNull(insuredParties.corporateNumber),
            eq(insuredParties.corporateNumber, company.corporateNumber ?? ''),
          ),
          and(
            sql`search_parts(${insuredParties.name}, ${insuredParties.nameKana}, ${insuredParties.nameEnglish}) @@ search_begins(${company.name})`,
            sql`starts_with(${insuredParties.name}, ${company.name})`,
          ),
          and(
            eq(insuredParties.kind, 'headOffice'),
            sql`starts_with(${company.name}, ${insuredParties.name})`,
          ),
          seenWith(company),
        ),
      ),
    )
    .orderBy(asc(insuredParties.insuredCode))
    .limit(RELATED_AT_MOST);
export type RelatedCompany = Awaited<ReturnType<typeof listRelatedCompanies>>[number];

const seenWith = ({ insuredCode }: InsuredParty): SQL =>
  sql`${insuredParties.insuredCode} in (
    select other.insured_code from ${groupViewerCompanies} other
    join ${groupViewerCompanies} own on own.web_user_id = other.web_user_id
    where own.insured_code = ${insuredCode})`;
