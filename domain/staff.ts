/** People of the institution who work in the back office, and what each role may do. */

export type StaffRole = 'clerk' | 'approver' | 'supervisor' | 'auditor';

export const staffRoleText: Record<StaffRole, string> = {
  clerk: '担当者',
  approver: '承認者',
  supervisor: '統括者',
  auditor: '監査担当者',
};

interface WithRole {
  role: StaffRole;
}

const oneOf =
  (...roles: StaffRole[]) =>
  (staff: WithRole) =>
    roles.includes(staff.role);

/** Everybody in the back office sees queue and applications, the auditor only sees. */
export const canSeeApplications = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Claim, release, comment. */
export const canWorkOnApplications = oneOf('clerk', 'approver', 'supervisor');
/** 差戻し. */
export const canReturn = oneOf('clerk', 'approver', 'supervisor');
/** Whether this person may approve this application is domain/change-application's question: four eyes. */
export const canApprove = oneOf('approver', 'supervisor');
/** 却下. */
export const canReject = oneOf('approver', 'supervisor');
/** Take an application from one colleague and give it to another. */
export const canHandOver = oneOf('supervisor');
/** What staff did. */
export const canSeeStaffEvents = oneOf('supervisor', 'auditor');
/** Everything, and everything that happened to it. */
export const canSeeEverything = oneOf('supervisor', 'auditor');
