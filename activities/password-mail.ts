import { randomInt } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { Db } from '../db/client.ts';
import { hashPassword } from '../db/password-hash.ts';
import {
  findPasswordMail,
  findPasswordMailReaders,
  findStaffReader,
  type PasswordMail,
  type PasswordMailKind,
  recordPasswordMailSent,
  storeTemporaryPassword,
} from '../db/password-mails.ts';
import type { MailKind } from '../db/schema/mail-log.ts';
import { makeTemporaryPassword } from '../domain/temporary-password.ts';
import type { ActivityDependencies } from './index.ts';
import { passwordMailText } from './password-mail.mail.ts';
import { type StaffPasswordMailFacts, staffPasswordMailText } from './staff-password.mail.ts';

interface Reference {
  passwordMailId: string;
}

/** Temporary passwords by mail. The password exists in the mail alone; the database keeps its hash. */
export const passwordMailActivities = ({
  db,
  mailer,
  now,
  publicUrl,
  institutionName,
}: ActivityDependencies) => ({
  /**
   * Makes a password, stores its hash and mails it: a reissued one to the administrator it is for, an applicant's to
   * their administrator, one of staff to themselves. Safe to repeat: each try makes another password, of which only the last works, and is a mail of
   * its own, so that a mailbox that drops copies never keeps a dead one. Nothing is done once the mail was taken or the
   * password is not wanted any more. Fails with type `TooLate`, for good, a day after it was asked for; the mail log then
   * shows a mail that never left, also where this is the first try.
   */
  async makeAndMailTemporaryPassword({ passwordMailId }: Reference): Promise<'sent' | 'superseded'> {
    const asked = await findPasswordMail(db, passwordMailId);
    if (!asked) throw ApplicationFailure.nonRetryable('There is no such password mail', 'NotFound');
    if (asked.sentAt) return 'sent';
    const about = { kind: mailKind[asked.kind], reference: passwordMailId };
    const password = makeTemporaryPassword(randomInt);
    const temporaryHash = await hashPassword(password);
    const at = now();
    const stored = await storeTemporaryPassword(db, passwordMailId, temporaryHash, at);
    if (stored.outcome === 'sent') return 'sent';
    if (stored.outcome === 'superseded') {
      await mailer.abandon(about);
      return 'superseded';
    }
    const { mail } = stored;
    const facts = { publicUrl, institutionName };
    if (stored.outcome === 'tooLate') {
      const unsent = await letterOf(db, mail, { ...facts, password: '', expiresAt: at });
      await mailer.giveUp({ ...about, n: Math.max(mail.made, 1), ...unsent }, at);
      throw ApplicationFailure.nonRetryable('The day for the mail is over', 'TooLate');
    }
    const letter = await letterOf(db, mail, { ...facts, password, expiresAt: stored.expiresAt });
    await mailer.deliver({ ...about, n: mail.made, ...letter });
    await recordPasswordMailSent(db, passwordMailId, now());
    return 'sent';
  },
});

/** To whom the mail goes, and what it says. */
async function letterOf(
  db: Db,
  { kind, webUserId, staffId }: PasswordMail,
  facts: Omit<StaffPasswordMailFacts, 'kind' | 'staff'>,
) {
  if (kind === 'staffInitial' || kind === 'staffReset') {
    const staff = await findStaffReader(db, staffId ?? '');
    return { to: staff.email, ...staffPasswordMailText({ ...facts, kind, staff }) };
  }
  const readers = await findPasswordMailReaders(db, webUserId ?? '');
  return { to: readers.administrator.email, ...passwordMailText({ ...facts, ...readers, kind }) };
}

const mailKind: Record<PasswordMailKind, MailKind> = {
  reissue: 'passwordReissued',
  initial: 'applicantPasswordIssued',
  reset: 'applicantPasswordReset',
  staffInitial: 'staffPasswordIssued',
  staffReset: 'staffPasswordReset',
};
