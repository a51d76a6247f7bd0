import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import { mailSteps } from './activities.ts';
import { type NoticeStage, showNotice } from './visibility.ts';

/** A reference only: neither whom nor what about. */
export interface NoticeInput {
  /** Of the row in `notices`. */
  noticeId: string;
}

/** How it ended: the mail server took it, or has refused the recipient for a day. */
export type NoticeOutcome = Exclude<NoticeStage, 'sending'>;

export const noticeWorkflowId = (noticeId: string) => `notice/${noticeId}`;

/** What `requestWorkflowStart` is given in the transaction that inserts the row of `notices`. */
export const noticeStart = ({ noticeId }: NoticeInput) => ({
  workflowType: 'notice' as const,
  workflowId: noticeWorkflowId(noticeId),
  input: { noticeId },
});

/** One mail that tells a person what was done; tried for as long as it takes. */
export const notice = ({ noticeId }: NoticeInput): Promise<NoticeOutcome> =>
  oneMail(() => mailSteps('Mail the notice').sendNotice({ noticeId }));

/** A workflow that is nothing but one mail, and shows an operator where it stands. */
export async function oneMail(send: () => Promise<void>): Promise<NoticeOutcome> {
  showNotice('sending');
  const outcome = await send().then((): NoticeOutcome => 'sent', givenUp);
  showNotice(outcome);
  return outcome;
}

function givenUp(error: unknown): NoticeOutcome {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  log.warn('A mail was given up; the mail log says why');
  return 'refused';
}
