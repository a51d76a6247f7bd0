import type { StaffRole } from '../../../domain/staff.ts';
import type { WebUserKind } from '../../../domain/web-user.ts';
import type { StaffRight, UserRight } from '../../../web/access.ts';

/** Who may do what on the customers' side. The one place where it is written down a second time, to be read by people. */
export const holdersAmongUsers: Record<UserRight, readonly WebUserKind[]> = {
  ownAccount: ['administrator', 'applicant', 'groupViewer'],
  'accessHistory:see': ['administrator'],
  'accessHistory:export': ['administrator'],
  'insuredParty:see': ['administrator', 'applicant', 'groupViewer'],
  'changeApplications:see': ['administrator', 'groupViewer'],
  'insuredParty:change': ['administrator'],
  'administrator:change': ['administrator'],
  'users:manage': ['administrator'],
  'bankAccounts:see': ['administrator', 'applicant', 'groupViewer'],
  'bankAccounts:change': ['administrator'],
  'companies:switch': ['groupViewer'],
};

/** Who may do what in the back office. */
export const holdersAmongStaff: Record<StaffRight, readonly StaffRole[]> = {
  ownAccount: ['clerk', 'approver', 'supervisor', 'auditor'],
  'staffAccounts:see': ['supervisor', 'auditor'],
  'staffAccounts:manage': ['supervisor'],
  'applications:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'applications:work': ['clerk', 'approver', 'supervisor'],
  'queueViews:keep': ['clerk', 'approver', 'supervisor', 'auditor'],
  'applications:enter': ['clerk', 'approver', 'supervisor'],
  'applications:decide': ['clerk', 'approver', 'supervisor'],
  'applications:return': ['clerk', 'approver', 'supervisor'],
  'applications:approve': ['approver', 'supervisor'],
  'applications:reject': ['approver', 'supervisor'],
  'registrations:decide': ['approver', 'supervisor'],
  'approvalRules:propose': ['supervisor'],
  'approvalRules:decide': ['approver', 'supervisor'],
  'settings:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'settings:change': ['supervisor'],
  'reasonTemplates:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'reasonTemplates:keep': ['clerk', 'approver', 'supervisor'],
  'mails:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'mails:resend': ['clerk', 'approver', 'supervisor'],
  'ipRestrictions:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'ipRestrictions:lift': ['approver', 'supervisor'],
  'letters:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'letters:print': ['clerk', 'approver', 'supervisor'],
  'companies:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'companies:search': ['clerk', 'approver', 'supervisor', 'auditor'],
  'companies:suspend': ['approver', 'supervisor'],
  'accountNumbers:show': ['clerk', 'approver', 'supervisor'],
  'audit:see': ['supervisor', 'auditor'],
  'figures:see': ['supervisor', 'auditor'],
  'groupViewers:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'groupViewers:enter': ['clerk', 'approver', 'supervisor'],
  'groupViewers:decide': ['approver', 'supervisor'],
  'standIns:see': ['clerk', 'approver', 'supervisor', 'auditor'],
  'standIns:name': ['clerk', 'approver', 'supervisor'],
  'users:suspend': ['clerk', 'approver', 'supervisor'],
};
