import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import { mailSteps } from './activities.ts';

type Send = ReturnType<typeof mailSteps>;

/**
 * Mails to one reader, sent one after the other beside the workflow's story: a mail server that is away delays no decision. A
 * mail that can never be delivered stands in the mail log and does not hold up the next.
 */
export function mailQueue() {
  let last: Promise<void> = Promise.resolve();
  return {
    post(summary: string, send: (mails: Send) => Promise<void>): void {
      last = last.then(() => send(mailSteps(summary))).catch(leaveUndelivered);
    },
    /** Resolves when all that was posted has been accepted or given up. */
    sent: () => last,
  };
}

function leaveUndelivered(error: unknown) {
  if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  log.warn('A mail was given up; the mail log says why');
}
