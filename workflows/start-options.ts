/** One line for Temporal's UI about a workflow that is started, in plain words and without personal data. */
export function staticSummary(workflowType: string, input: Record<string, unknown>): string {
  if (workflowType === 'changeApplication')
    return `Insured party change ${input.applicationNumber} of ${input.insuredCode}`;
  if (workflowType === 'emailVerification') return 'Change of an administrator’s e-mail address';
  if (workflowType === 'passwordReissue') return 'A temporary password for an administrator, by mail';
  if (workflowType === 'oneTimePassword') return 'A one-time password, by mail';
  if (workflowType === 'initialPassword')
    return 'A temporary password for an applicant, mailed to the administrator';
  if (workflowType === 'staffPassword') return 'A temporary password for a member of staff, by mail';
  if (workflowType === 'registration') return `Registration ${input.registrationNumber}`;
  if (workflowType === 'notice') return 'A mail that tells a person what was done';
  if (workflowType === 'accessHistoryUpkeep')
    return 'Next months of the access history, those past retention, and rows that nobody needs any more';
  if (workflowType === 'accessHistorySealing') return 'Seals over what was recorded in the access history';
  if (workflowType === 'workflowReconciliation')
    return 'Workflows that stand elsewhere than the database are started anew';
  if (workflowType === 'dueAlertMails') return 'Mails to staff about what is due or overdue';
  if (workflowType === 'mailResend') return 'A mail that staff have sent once more';
  return workflowType;
}
