import { aliasedTable, and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { StaffRole } from '../domain/staff.ts';
import type { Db } from './client.ts';
import { builtOnce } from './prepared.ts';
import { type ChangeApplication, changeApplications } from './schema/change-applications.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import { mailLog } from './schema/mail-log.ts';
import { staff } from './schema/staff.ts';
import { type WebUser, webUsers } from './schema/web-users.ts';

export interface ExaminedApplication {
  application: ChangeApplication;
  party: InsuredParty;
  applicant: WebUser;
  /** Who claimed it. */
  assigneeName: string | null;
}

/** An application with whose it is, as it stands now. One that was not applied for does not exist for staff. */
export async function findSubmittedApplication(
  db: Db,
  applicationNumber: string,
): Promise<ExaminedApplication | undefined> {
  const [row] = await submittedApplication(db).execute({ applicationNumber });
  return row;
}

const assignee = aliasedTable(staff, 'assignee');

const submittedApplication = builtOnce((db) =>
  db
    .select({
      application: changeApplications,
      party: insuredParties,
      applicant: webUsers,
      assigneeName: assignee.name,
    })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .innerJoin(webUsers, eq(webUsers.webUserId, changeApplications.applicantId))
    .leftJoin(assignee, eq(assignee.staffId, changeApplications.assigneeId))
    .where(
      and(
        eq(changeApplications.applicationNumber, sql.placeholder('applicationNumber')),
        sql`${changeApplications.stage} not in ('draft', 'discarded')`,
      ),
    )
    .prepare('submitted_application'),
);

/** Mails about something, such as an application number, in the order in which they were made. */
export const listMails = (db: Db, ...references: string[]): Promise<(typeof mailLog.$inferSelect)[]> =>
  db.select().from(mailLog).where(inArray(mailLog.reference, references)).orderBy(asc(mailLog.createdAt));

/** Staff of these roles who are not suspended, by ID. */
export const listActiveStaff = (db: Db, roles: readonly StaffRole[]) =>
  db
    .select({ staffId: staff.staffId, name: staff.name, department: staff.department, role: staff.role })
    .from(staff)
    .where(and(inArray(staff.role, [...roles]), isNull(staff.suspendedAt)))
    .orderBy(asc(staff.staffId));
