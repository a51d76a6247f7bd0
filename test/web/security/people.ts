import { eq } from 'drizzle-orm';
import { credentials } from '../../../db/schema/credentials.ts';
import { insuredParties } from '../../../db/schema/insured-parties.ts';
import { webUserSessions } from '../../../db/schema/sessions.ts';
import { webUsers } from '../../../db/schema/web-users.ts';
import { tokenHash } from '../../../db/sessions.ts';
import type { StaffRole } from '../../../domain/staff.ts';
import type { WebUserKind } from '../../../domain/web-user.ts';
import { addGroupViewer } from '../../support/group-viewer.ts';
import type { TestWeb, Visitor } from '../../support/web.ts';

/** Somebody who asks: with which session, and whose records they may see. */
export interface Person {
  user?: { kind: WebUserKind; insuredCode: string; mustChoosePassword?: true };
  staff?: StaffRole;
  logIn: (web: TestWeb) => Promise<Visitor>;
}

const customer = (webUserId: string, kind: WebUserKind): Person => ({
  user: { kind, insuredCode: webUserId.slice(0, 9) },
  logIn: (web) => web.user(webUserId),
});
const employee = (staffId: string, staff: StaffRole): Person => ({
  staff,
  logIn: (web) => web.staff(staffId),
});

/** Everybody that there is, by what makes a difference. The records that are asked for belong to 201234567. */
export const people: Record<string, Person> = {
  nobody: { logIn: async (web) => web.visitor() },
  'applicant who may apply': customer('201234567001', 'applicant'),
  'applicant who may only enter': customer('201234567002', 'applicant'),
  'applicant without rights': customer('201234567003', 'applicant'),
  administrator: customer('201234567000', 'administrator'),
  'administrator of another company': customer('201234569000', 'administrator'),
  'group viewer': customer('201234567901', 'groupViewer'),
  'group viewer of other companies': customer('201234568901', 'groupViewer'),
  'administrator with a temporary password': {
    user: { kind: 'administrator', insuredCode: '201234567', mustChoosePassword: true },
    logIn: (web) => withTemporaryPassword(web, '201234567000'),
  },
  'group viewer with a temporary password': {
    user: { kind: 'groupViewer', insuredCode: '201234567', mustChoosePassword: true },
    logIn: (web) => withTemporaryPassword(web, '201234567901'),
  },
  clerk: employee('clerk1', 'clerk'),
  approver: employee('approver1', 'approver'),
  supervisor: employee('supervisor1', 'supervisor'),
  auditor: employee('auditor1', 'auditor'),
};

/** Those whom the demo data lack. */
export async function addPeople({ services: { db } }: TestWeb): Promise<void> {
  await addGroupViewer(db, '201234567901', ['201234567', '201234568']);
  await addGroupViewer(db, '201234568901', ['201234568', '201234569']);
  const [model] = await db.select().from(webUsers).where(eq(webUsers.webUserId, '201234567001'));
  const [known] = await db.select().from(credentials).where(eq(credentials.webUserId, '201234567001'));
  if (!model || !known) throw new Error('no demo data');
  const webUserId = '201234567003';
  await db.insert(webUsers).values({ ...model, webUserId, applicationRight: 'none' });
  await db.insert(credentials).values({ ...known, webUserId });
  await db
    .update(insuredParties)
    .set({ lastApplicantSequence: 3 })
    .where(eq(insuredParties.insuredCode, '201234567'));
}

async function withTemporaryPassword(web: TestWeb, webUserId: string): Promise<Visitor> {
  const visitor = await web.user(webUserId);
  const [token = ''] = visitor.cookies.values();
  await web.services.db
    .update(webUserSessions)
    .set({ mustChoosePassword: true })
    .where(eq(webUserSessions.idHash, tokenHash(token)));
  return visitor;
}
