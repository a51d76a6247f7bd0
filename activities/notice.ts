import { ApplicationFailure } from '@temporalio/common';
import { findNotice, recordNoticeSent } from '../db/notices.ts';
import type { NoticeContent } from '../domain/notice.ts';
import type { ActivityDependencies } from './index.ts';
import { noticeMail } from './notice.mail.ts';

/** The mails of `notice`. */
export const noticeActivities = ({ db, mailer, now, publicUrl, institutionName }: ActivityDependencies) => ({
  /**
   * Mails a notice to where its reader was to be reached at the moment of the act. Safe to repeat: its Message-ID is
   * made of kind and ID, and what the mail log shows as accepted is not sent again.
   */
  async sendNotice({ noticeId }: { noticeId: string }): Promise<void> {
    const found = await findNotice(db, noticeId);
    if (!found) throw ApplicationFailure.nonRetryable('There is no such notice', 'NotFound');
    const { recipient, companyName, name, requestedAt } = found;
    const content = { kind: found.kind, facts: found.facts } as NoticeContent;
    await mailer.deliver({
      kind: found.kind,
      reference: noticeId,
      n: 1,
      to: recipient,
      ...noticeMail({ publicUrl, institutionName, companyName, name, at: requestedAt }, content),
    });
    await recordNoticeSent(db, noticeId, now());
  },
});
