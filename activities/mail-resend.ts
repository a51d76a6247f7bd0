import { ApplicationFailure } from '@temporalio/common';
import { type ComposedMailKind, isNotice, resendPolicy } from '../db/mail-kinds.ts';
import { findResend } from '../db/mail-resends.ts';
import type { LoggedMail } from '../db/schema/mail-log.ts';
import type { ApplicationMailKind } from './change-application.mail.ts';
import { composeApplicationMail } from './change-application-mail.ts';
import { composeAddressChanged } from './email-change-mail.ts';
import type { ActivityDependencies } from './index.ts';
import { dateTime } from './mail-text.ts';
import type { Mail } from './mailer.ts';
import { composeNotice } from './notice.ts';
import type { RegistrationMailKind } from './registration.mail.ts';
import { composeRegistrationMail } from './registration-mail.ts';

/** 再送: a mail that staff have sent once more. */
export const mailResendActivities = (dependencies: ActivityDependencies) => ({
  /**
   * Composes the mail by the rule that made the first, and sends it as a mail of its own that says so and refers to the
   * first. Safe to repeat: its Message-ID is made of the first one's and the resend's ID. Mails with a secret are never
   * sent once more.
   */
  async resendMail({ resendId }: { resendId: string }): Promise<void> {
    const found = await findResend(dependencies.db, resendId);
    if (!found) throw ApplicationFailure.nonRetryable('There is no such resend', 'NotFound');
    const { first } = found;
    const mail = await composeAgain(dependencies, first);
    if (!mail) return;
    await dependencies.mailer.deliver({
      ...mail,
      subject: `${mail.subject}（再送）`,
      text: `このメールは、${dateTime(first.sentAt ?? first.createdAt)} のメールを再送するものです。\n\n${mail.text}`,
      resend: { resendId, of: first.messageId },
    });
  },
});

function composeAgain(dependencies: ActivityDependencies, { kind, reference, n }: LoggedMail) {
  if (resendPolicy(kind) !== 'composed')
    throw ApplicationFailure.nonRetryable('Such mails are not resent', 'NotResent');
  if (isNotice(kind)) return composeNotice(dependencies, reference);
  return composersOf(dependencies)[kind as ComposedMailKind]({ reference, n });
}

type Compose = (mail: { reference: string; n: number }) => Promise<Mail | undefined>;

/** Of each kind the rule that makes it. */
function composersOf(dependencies: ActivityDependencies): Record<ComposedMailKind, Compose> {
  const application =
    (kind: ApplicationMailKind): Compose =>
    ({ reference, n }) =>
      composeApplicationMail(dependencies, { applicationNumber: reference, kind, round: n });
  const registration =
    (kind: RegistrationMailKind): Compose =>
    ({ reference }) =>
      composeRegistrationMail(dependencies, { registrationNumber: reference, kind });
  return {
    changeApplicationReceipt: application('receipt'),
    changeApplicationReturned: application('returned'),
    changeApplicationRejected: application('rejected'),
    changeApplicationWithdrawn: application('withdrawn'),
    changeApplicationExpired: application('expired'),
    changeApplicationCompleted: application('completed'),
    emailChanged: ({ reference }) => composeAddressChanged(dependencies, reference),
    registrationReceipt: registration('receipt'),
    registrationRejected: registration('rejected'),
    registrationPosted: registration('posted'),
  };
}
