import { mailSteps } from './activities.ts';
import { type NoticeOutcome, oneMail } from './notice.ts';

/** A reference only: neither whom nor what about. */
export interface MailResendInput {
  /** Of the row in `mail_resends`. */
  resendId: string;
}

/** What `requestWorkflowStart` is given in the transaction that inserts the row of `mail_resends`. */
export const mailResendStart = ({ resendId }: MailResendInput) => ({
  workflowType: 'mailResend' as const,
  workflowId: `mail-resend/${resendId}`,
  input: { resendId },
});

/** A mail that staff have sent once more; tried for as long as it takes. */
export const mailResend = ({ resendId }: MailResendInput): Promise<NoticeOutcome> =>
  oneMail(() => mailSteps('Send the mail once more').resendMail({ resendId }));
