import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { dateTimeInTokyo } from '../domain/calendar-date.ts';
import type { Progress, Stage } from '../domain/change-application.ts';
import type { DueAlertKind } from '../domain/due-alert.ts';
import type { EmailChangeProgress, EmailChangeStage } from '../domain/email-change.ts';
import type { RegistrationStage } from '../domain/registration.ts';
import type { NextAlert } from './due-alert.ts';
import { searchAttributes } from './search-attributes.ts';

/** By what an operator finds an application. */
export function indexApplication(
  { applicationNumber, insuredCode }: { applicationNumber: string; insuredCode: string },
  { stage }: Progress,
  dueAt: string,
): void {
  upsertSearchAttributes([
    { key: searchAttributes.applicationNumber, value: applicationNumber },
    { key: searchAttributes.insuredCode, value: insuredCode },
    { key: searchAttributes.stage, value: stage },
    { key: searchAttributes.dueAt, value: new Date(dueAt) },
  ]);
}

/** Since when a case stands where it does, and until when and how staff are kept to it. */
interface Deadline {
  since: number;
  dueAt: string;
  nextAlert: NextAlert | undefined;
}

/** Shows an operator where an application stands, what it waits for, since when and who has to act. */
export function showApplication(progress: Progress, deadline: Deadline): void {
  setCurrentDetails(
    [
      `**${applicationWaitsFor(progress)}**`,
      `Stage: ${progress.stage}, since ${inTokyo(deadline.since)}`,
      `Submission: ${progress.round}. Approvals: ${progress.approvers.length} of ${progress.approvalsNeeded}.`,
      ...dueLines(deadline),
    ].join('\n\n'),
  );
}

const dueLines = ({ dueAt, nextAlert }: Deadline) => [
  `Due: ${inTokyo(Date.parse(dueAt))}`,
  ...(nextAlert ? [`${nextAlertText[nextAlert.for]} ${inTokyo(Date.parse(nextAlert.at))}`] : []),
];

const nextAlertText: Record<DueAlertKind, string> = {
  dueSoon: 'Staff are reminded on',
  overdue: 'If it is still undecided, the supervisors are told on',
};

/** The same for mails to staff about due dates; without a time they have left. */
export function showDueAlerts(sendAt?: string): void {
  setCurrentDetails(
    sendAt
      ? `**Collects what staff are to be told of due dates; mails it on ${inTokyo(Date.parse(sendAt))}. Nobody has to act.**`
      : '**Mailed, or given up: the mail log says which.**',
  );
}

/** The same for a change of e-mail address. */
export function showEmailChange({ stage, generation }: EmailChangeProgress, expiresAt: number): void {
  upsertSearchAttributes([
    { key: searchAttributes.stage, value: stage },
    { key: searchAttributes.dueAt, value: new Date(expiresAt) },
  ]);
  setCurrentDetails(
    [
      `**${emailChangeWaitsFor[stage]}**`,
      `Stage: ${stage}, since ${inTokyo(Date.now())}. Link: number ${generation}.`,
      `The link is good until ${inTokyo(expiresAt)}`,
    ].join('\n\n'),
  );
}

/** Where a mailed password stands: being tried, mailed, no longer wanted, or given up. */
export type PasswordMailStage = 'sending' | 'sent' | 'superseded' | 'expired';

/** The same for a temporary password. */
export function showPasswordMail(stage: PasswordMailStage): void {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  setCurrentDetails(
    [`**${passwordMailWaitsFor[stage]}**`, `Stage: ${stage}, since ${inTokyo(Date.now())}`].join('\n\n'),
  );
}

/** Where a mailed code stands. */
export type OneTimePasswordStage = 'sending' | 'sent' | 'superseded' | 'expired';

/** The same for a one-time password. */
export function showOneTimePassword(stage: OneTimePasswordStage): void {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  setCurrentDetails(
    [`**${oneTimePasswordWaitsFor[stage]}**`, `Stage: ${stage}, since ${inTokyo(Date.now())}`].join('\n\n'),
  );
}

/** Where a notice stands: being tried, mailed, or given up. */
export type NoticeStage = 'sending' | 'sent' | 'refused';

/** The same for a mail that tells what was done. */
export function showNotice(stage: NoticeStage): void {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  setCurrentDetails(
    [`**${noticeWaitsFor[stage]}**`, `Stage: ${stage}, since ${inTokyo(Date.now())}`].join('\n\n'),
  );
}

/** The same for a registration. `ApplicationNumber` finds it as it does all that customers have a number for. */
export function indexRegistration(
  { registrationNumber, dueAt }: { registrationNumber: string; dueAt: string },
  { stage, insuredCode }: { stage: RegistrationStage; insuredCode?: string },
): void {
  upsertSearchAttributes([
    { key: searchAttributes.applicationNumber, value: registrationNumber },
    ...(insuredCode ? [{ key: searchAttributes.insuredCode, value: insuredCode }] : []),
    { key: searchAttributes.stage, value: stage },
    { key: searchAttributes.dueAt, value: new Date(dueAt) },
  ]);
}

export function showRegistration(stage: RegistrationStage, deadline: Deadline): void {
  setCurrentDetails(
    [
      `**${registrationWaitsFor[stage]}**`,
      `Stage: ${stage}, since ${inTokyo(deadline.since)}`,
      ...dueLines(deadline),
    ].join('\n\n'),
  );
}

const registrationWaitsFor: Record<RegistrationStage, string> = {
  received: 'Waits for a member of staff to claim it.',
  inReview: 'Waits for the decision of an approver.',
  approved: 'Approved, the codes are issued. Waits for staff to print the letter and mark it as posted.',
  registered: 'Registered, the letter is in the post. Nothing is left to do but the mail.',
  rejected: 'Rejected. Nothing is left to do but the mail.',
};

const applicationWaitsFor = ({ stage, effectiveOn }: Progress) =>
  stage === 'approved' && effectiveOn
    ? `Approved; is applied on ${effectiveOn}, 00:00 in Tokyo. Nobody has to act.`
    : waitsFor[stage];

const waitsFor: Record<Stage, string> = {
  draft: 'The applicant has not submitted it.',
  received: 'Waits for a member of staff to claim it.',
  inReview: 'Waits for the decision of the member of staff who claimed it.',
  secondApproval: 'Waits for a second approver, who must be another person than the first.',
  approved: 'Approved; is being applied. Nobody has to act.',
  returned: 'Waits for the applicant to correct and resubmit it, or to withdraw it.',
  applied: 'The change is applied. Nothing is left to do but the completion mail.',
  rejected: 'Rejected. Nothing is left to do but the mail.',
  withdrawn: 'Withdrawn by the applicant. Nothing is left to do but the mail.',
  expired: 'Returned and not corrected in time. Nothing is left to do but the mail.',
  discarded: 'The applicant discarded the draft.',
};

const emailChangeWaitsFor: Record<EmailChangeStage, string> = {
  pending: 'Waits for the administrator to confirm the new address by the mailed link.',
  changed: 'Confirmed; the new address is current.',
  cancelled: 'Cancelled; the address stays as it was.',
  expired: 'Nobody confirmed in time; the address stays as it was.',
};

const passwordMailWaitsFor: Record<PasswordMailStage, string> = {
  sending: 'Makes a temporary password and waits for the mail server to take it. Nobody has to act.',
  sent: 'The mail server has taken the mail; the user chooses a password next.',
  superseded: 'Needed no more: asked for anew, used, or a password was chosen meanwhile.',
  expired: 'The mail server did not take it within a day. The user can ask again.',
};

const oneTimePasswordWaitsFor: Record<OneTimePasswordStage, string> = {
  sending: 'Makes a code and waits for the mail server to take it. Nobody has to act.',
  sent: 'The mail server has taken the mail; the user gives the code back on the page that waits for it.',
  superseded: 'Needed no more: asked for anew, used, or logged out.',
  expired: 'The mail server did not take it within ten minutes. The user can ask again.',
};

const noticeWaitsFor: Record<NoticeStage, string> = {
  sending: 'Waits for the mail server to take the mail. Nobody has to act.',
  sent: 'The mail server has taken the mail.',
  refused: 'The mail server has refused the recipient for a day; the mail log says why.',
};

/** 2026/11/22 09:30 (Tokyo). */
const inTokyo = (instant: number) => `${dateTimeInTokyo(new Date(instant)).slice(0, 16)} (Tokyo)`;
