import { and, eq, getTableColumns, inArray, lt, sql } from 'drizzle-orm';
import type { ApplicantDetails } from '../domain/applicant.ts';
import type { CalendarDate } from '../domain/calendar-date.ts';
import { APPLICANTS_AT_MOST, webUserIdOf } from '../domain/web-user.ts';
import type { Db } from './client.ts';
import { builtOnce } from './prepared.ts';
import { credentials } from './schema/credentials.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { type WebUser, webUserAgreements, webUsers } from './schema/web-users.ts';
import { clearThrottle } from './throttle.ts';

/** An applicant with what their state depends on, and the agreements that their view is limited to. */
export interface Applicant extends WebUser {
  passwordHash: string | null;
  disabledAt: Date | null;
  agreementCodes: string[];
}

const select = (db: Db) =>
  db
    .select({
      ...getTableColumns(webUsers),
      passwordHash: credentials.passwordHash,
      disabledAt: credentials.disabledAt,
      agreementCodes: sql<string[]>`array(
        select ${webUserAgreements.agreementCode} from ${webUserAgreements}
        where ${webUserAgreements.webUserId} = ${webUsers.webUserId} order by 1)`,
    })
    .from(webUsers)
    .leftJoin(credentials, eq(credentials.webUserId, webUsers.webUserId));

/** The company's applicants, by ID. */
export const listApplicants = (db: Db, insuredCode: string): Promise<Applicant[]> =>
  applicants(db).execute({ insuredCode });

const applicants = builtOnce((db) =>
  select(db)
    .where(and(eq(webUsers.insuredCode, sql.placeholder('insuredCode')), eq(webUsers.kind, 'applicant')))
    .orderBy(webUsers.webUserId)
    .prepare('applicants'),
);

/** An applicant of this company; those of another do not exist for it. */
export async function findApplicant(
  db: Db,
  insuredCode: string,
  webUserId: string,
): Promise<Applicant | undefined> {
  const [applicant] = await select(db).where(
    and(
      eq(webUsers.webUserId, webUserId),
      eq(webUsers.insuredCode, insuredCode),
      eq(webUsers.kind, 'applicant'),
    ),
  );
  return applicant;
}

/** The company's administrator and applicants, by ID, for its roster. */
export const listRoster = (db: Db, insuredCode: string): Promise<Applicant[]> =>
  select(db)
    .where(and(eq(webUsers.insuredCode, insuredCode), inArray(webUsers.kind, ['administrator', 'applicant'])))
    .orderBy(webUsers.webUserId);

/**
 * The next applicant ID of a company, or undefined after the 99th. The row of the company is locked until `tx` ends, so
 * that of two at once each gets their own; a number is never given again (manual chapter 3, 1: 001–099).
 */
export async function nextApplicantId(tx: Db, insuredCode: string): Promise<string | undefined> {
  const [counted] = await tx
    .update(insuredParties)
    .set({ lastApplicantSequence: sql`${insuredParties.lastApplicantSequence} + 1` })
    .where(
      and(
        eq(insuredParties.insuredCode, insuredCode),
        lt(insuredParties.lastApplicantSequence, APPLICANTS_AT_MOST),
      ),
    )
    .returning({ sequence: insuredParties.lastApplicantSequence });
  return counted && webUserIdOf(insuredCode, counted.sequence);
}

/** Inserts the user with rights, agreements and credentials that nobody can log in with yet. */
export async function insertApplicant(
  tx: Db,
  { webUserId, insuredCode }: { webUserId: string; insuredCode: string },
  { agreementCodes, ...details }: ApplicantDetails,
): Promise<void> {
  await tx.insert(webUsers).values({ webUserId, insuredCode, kind: 'applicant', ...details });
  await tx.insert(credentials).values({ webUserId });
  await insertAgreements(tx, webUserId, agreementCodes);
}

/** Changes only what is given. */
export async function updateApplicant(
  tx: Db,
  webUserId: string,
  { agreementCodes, ...details }: Partial<ApplicantDetails>,
): Promise<void> {
  await tx
    .update(webUsers)
    .set({ ...details, updatedAt: new Date() })
    .where(eq(webUsers.webUserId, webUserId));
  if (!agreementCodes) return;
  await tx.delete(webUserAgreements).where(eq(webUserAgreements.webUserId, webUserId));
  await insertAgreements(tx, webUserId, agreementCodes);
}

async function insertAgreements(tx: Db, webUserId: string, agreementCodes: readonly string[]): Promise<void> {
  if (agreementCodes.length === 0) return;
  await tx
    .insert(webUserAgreements)
    .values(agreementCodes.map((agreementCode) => ({ webUserId, agreementCode })));
}

/** No password works any more, and failed logins are forgotten, so that the one that is mailed will work. */
export async function forgetPasswords(tx: Db, webUserId: string): Promise<void> {
  const forgotten = {
    passwordHash: null,
    temporaryHash: null,
    temporaryKind: null,
    temporaryExpiresAt: null,
    disabledAt: null,
  };
  await tx
    .insert(credentials)
    .values({ webUserId, ...forgotten })
    .onConflictDoUpdate({ target: credentials.webUserId, set: forgotten });
  await clearThrottle(tx, { kind: 'webUser', id: webUserId });
}

/** The details within an applicant's record. */
export const applicantDetails = (applicant: Applicant): ApplicantDetails => ({
  name: applicant.name,
  kana: applicant.kana,
  department: applicant.department,
  title: applicant.title,
  phone: applicant.phone,
  fax: applicant.fax,
  email: applicant.email,
  applicationRight: applicant.applicationRight,
  contractDataRight: applicant.contractDataRight,
  applicationDataRight: applicant.applicationDataRight,
  agreementCodes: applicant.agreementCodes,
  validUntil: applicant.validUntil as CalendarDate | null,
});
