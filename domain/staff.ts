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

/** 職員: who has an account, with which role, and what was done to it. */
export const canSeeStaffAccounts = oneOf('supervisor', 'auditor');
/** Make accounts, change them and their roles, stop them, and reset what their owners have lost. */
export const canManageStaffAccounts = oneOf('supervisor');
/** Change one's own password, second factor and sessions. */
export const hasOwnStaffAccount = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Everybody in the back office sees queue and applications, the auditor only sees. */
export const canSeeApplications = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Claim, release, comment. */
export const canWorkOnApplications = oneOf('clerk', 'approver', 'supervisor');
/** 代理入力: enter an application for a customer who asked by paper or telephone. */
export const canEnterApplications = oneOf('clerk', 'approver', 'supervisor');
/** 差戻し. */
export const canReturn = oneOf('clerk', 'approver', 'supervisor');
/** Whether this person may approve this application is domain/change-application's question: four eyes. */
export const canApprove = oneOf('approver', 'supervisor');
/** 却下. */
export const canReject = oneOf('approver', 'supervisor');
/** Any of the three decisions; which one, the form says. */
export const canDecide = (staff: WithRole) => canApprove(staff) || canReturn(staff) || canReject(staff);
/** 代行者: who acts for whom, and until when. */
export const canSeeStandIns = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Name one's own stand-in, and end that. */
export const canNameStandIn = oneOf('clerk', 'approver', 'supervisor');
/** The same for colleagues, who may be ill. */
export const canNameStandInsForOthers = oneOf('supervisor');
/** Take an application from one colleague and give it to another. */
export const canHandOver = oneOf('supervisor');
/** What staff did. */
export const canSeeStaffEvents = oneOf('supervisor', 'auditor');
/** 全社閲覧用ID: who has one, which companies it sees, and what is asked for. */
export const canSeeGroupViewers = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Enter a request for a new group viewer ID, or for other companies of one. */
export const canEnterGroupViewers = oneOf('clerk', 'approver', 'supervisor');
/** Whether this person may decide this request is domain/group-viewer's question: four eyes. */
export const canDecideOnGroupViewers = oneOf('approver', 'supervisor');
/** Companies and their users, with all that is registered and recorded of them. */
export const canSeeCompanies = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Look for one of them. What is looked for is kept for a day, so it is more than seeing. */
export const canSearchCompanies = canSeeCompanies;
/** See a whole account number, with a reason. */
export const canSeeAccountNumbers = oneOf('clerk', 'approver', 'supervisor');
/** Stop a company with all its users, and let it go on. */
export const canSuspendCompanies = oneOf('approver', 'supervisor');
/** Stop a customer's ID at once, and let it go on; enable it after failed logins; end its sessions. */
export const canSuspendUsers = oneOf('clerk', 'approver', 'supervisor');
/** From where the users of which company may log in. */
export const canSeeIpRestrictions = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** 解除 of a company's IPアドレス制限, when nobody of it gets in any more. */
export const canLiftIpRestrictions = oneOf('approver', 'supervisor');
/** Approve or reject a 保険利用者・Webユーザー登録. */
export const canDecideOnRegistrations = oneOf('approver', 'supervisor');
/** See which letters are to print and which are in the post; never a password. */
export const canSeeLetters = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Print a letter, and with it make an initial password; put it in the post. */
export const canPrintLetters = oneOf('clerk', 'approver', 'supervisor');
/** Agreement codes, linked services, closing days and approval rules, as they are set. */
export const canSeeSettings = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Change them; approval rules take a second person. */
export const canChangeSettings = oneOf('supervisor');
/** Propose other 承認ルール. */
export const canProposeApprovalRules = oneOf('supervisor');
/** Whether this person may decide this proposal is domain/approval-rule's question: four eyes. */
export const canDecideOnApprovalRules = oneOf('approver', 'supervisor');
/** 理由テンプレート, which are the institution's common property. */
export const canSeeReasonTemplates = oneOf('clerk', 'approver', 'supervisor', 'auditor');
export const canKeepReasonTemplates = oneOf('clerk', 'approver', 'supervisor');
/** Which mails went to whom, and which did not; never what they said. */
export const canSeeMails = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Have a mail sent once more, or note what was done about one that could not be sent. */
export const canResendMails = oneOf('clerk', 'approver', 'supervisor');
/** Save the queue's filters under a name, for oneself. */
export const canKeepQueueViews = oneOf('clerk', 'approver', 'supervisor', 'auditor');
/** Let colleagues use them too. */
export const canShareQueueViews = oneOf('clerk', 'approver', 'supervisor');
/** Rename or remove what a colleague shares. */
export const canTidyQueueViews = oneOf('supervisor');
/** 統計: how much came in, what became of it, and how long it took. */
export const canSeeFigures = oneOf('supervisor', 'auditor');
