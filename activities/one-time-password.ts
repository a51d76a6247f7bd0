import { randomInt } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { findOneTimePasswordReader, recordCodeSent, storeCode } from '../db/one-time-passwords.ts';
import { hashPassword } from '../db/password-hash.ts';
import { makeOneTimePassword } from '../domain/one-time-password.ts';
import type { ActivityDependencies } from './index.ts';
import { oneTimePasswordMailText } from './one-time-password.mail.ts';

interface Reference {
  oneTimePasswordId: string;
}

/** One-time passwords by mail. The code exists in the mail alone; the database keeps its hash. */
export const oneTimePasswordActivities = ({
  db,
  mailer,
  now,
  publicUrl,
  institutionName,
}: ActivityDependencies) => ({
  /**
   * Makes a code, stores its hash and mails it to the user who asked. Safe to repeat: each try makes another code, of
   * which only the last works, and is a mail of its own. Nothing is done once the mail was taken, or the code is used,
   * replaced, or its session over. Fails with type `TooLate`, for good, once it would be expired; the mail log then shows a
   * mail that never left, also where this is the first try.
   */
  async makeAndMailOneTimePassword({ oneTimePasswordId }: Reference): Promise<'sent' | 'superseded'> {
    const found = await findOneTimePasswordReader(db, oneTimePasswordId);
    const about = { kind: 'oneTimePassword', reference: oneTimePasswordId } as const;
    if (!found || found.asked.endedAt) {
      await mailer.abandon(about);
      return 'superseded';
    }
    const { asked, user, companyName } = found;
    const { expiresAt } = asked;
    const mail = (code: string, n: number) => ({
      ...about,
      n,
      to: user.email,
      ...oneTimePasswordMailText({ publicUrl, institutionName, companyName, user, code, expiresAt }),
    });
    if (asked.sentAt) return 'sent';
    const at = now();
    if (expiresAt <= at) {
      await mailer.giveUp(mail('', Math.max(asked.made, 1)), at);
      throw ApplicationFailure.nonRetryable('The time for the code is over', 'TooLate');
    }

    const code = makeOneTimePassword(randomInt);
    const stored = await storeCode(db, oneTimePasswordId, await hashPassword(code), now());
    if (!stored) {
      await mailer.abandon(about);
      return 'superseded';
    }
    await mailer.deliver(mail(code, stored.made));
    await recordCodeSent(db, oneTimePasswordId, now());
    return 'sent';
  },
});
