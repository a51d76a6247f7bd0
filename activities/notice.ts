import { ApplicationFailure } from '@temporalio/common';
import { findNotice, recordNoticeSent } from '../db/notices.ts';
import type { NoticeContent } from '../domain/notice.ts';
import type { ActivityDependencies } from './index.ts';
import type { Mail } from './mailer.ts';
import { noticeMail } from './notice.mail.ts';

/** The mails of `notice`. */
export const noticeActivities = ({ db, mailer, now, publicUrl, institutionName }: ActivityDependencies) => ({
  /**
   * Mails a notice to where its reader was to be reached at the moment of the act. Safe to repeat: its Message-ID is
   * made of kind and ID, and what the mail log shows as accepted is not sent again.
   */
  async sendNotice({ noticeId }: { noticeId: string }): Promise<void> {
    await mailer.deliver(await composeNotice({ db, publicUrl, institutionName }, noticeId));
    await recordNoticeSent(db, noticeId, now());
  },
});

/** The notice as its facts tell it, to where its reader was to be reached at the moment of the act. */
export async function composeNotice(
  { db, publicUrl, institutionName }: Pick<ActivityDependencies, 'db' | 'publicUrl' | 'institutionName'>,
  noticeId: string,
): Promise<Mail> {
  const found = await findNotice(db, noticeId);
  if (!found) throw ApplicationFailure.nonRetryable('There is no such notice', 'NotFound');
  const { recipient, companyName, name, requestedAt } = found;
  const content = { kind: found.kind, facts: found.facts } as NoticeContent;
  return {
    kind: found.kind,
    reference: noticeId,
    n: 1,
    to: recipient,
    ...noticeMail({ publicUrl, institutionName, companyName, name, at: requestedAt }, content),
  };
}
