import { ApplicationFailure } from '@temporalio/common';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { type MailKind, registrationSteps, registrations } from '../db/schema/index.ts';
import type { ActivityDependencies } from './index.ts';
import type { Mail } from './mailer.ts';
import { type RegistrationMailKind, registrationMail } from './registration.mail.ts';

/** The mails of `registration`, all to the address that the coming administrator gave. */
export const registrationMailActivities = ({
  db,
  mailer,
  publicUrl,
  institutionName,
}: Pick<ActivityDependencies, 'db' | 'mailer' | 'publicUrl' | 'institutionName'>) => ({
  /** Sends the mail of one kind. Safe to repeat: its Message-ID is made of kind and number. */
  async sendRegistrationMail(mail: {
    registrationNumber: string;
    kind: RegistrationMailKind;
  }): Promise<void> {
    await mailer.deliver(await composeRegistrationMail({ db, publicUrl, institutionName }, mail));
  },
});

/** The mail of one kind, by what the database shows now. */
export async function composeRegistrationMail(
  { db, publicUrl, institutionName }: Pick<ActivityDependencies, 'db' | 'publicUrl' | 'institutionName'>,
  { registrationNumber, kind }: { registrationNumber: string; kind: RegistrationMailKind },
): Promise<Mail> {
  const [registration] = await db
    .select()
    .from(registrations)
    .where(eq(registrations.registrationNumber, registrationNumber));
  if (!registration)
    throw ApplicationFailure.nonRetryable(`There is no registration ${registrationNumber}`, 'NotFound');
  const { submittedAt, dueAt, administrator } = registration;
  const reason = kind === 'rejected' ? await reasonOf(db, registrationNumber) : undefined;
  const facts = { registrationNumber, submittedAt, dueAt, reason, publicUrl, institutionName };
  return {
    kind: logKind[kind],
    reference: registrationNumber,
    n: 1,
    to: administrator.email,
    ...registrationMail(kind, facts),
  };
}

const logKind: Record<RegistrationMailKind, MailKind> = {
  receipt: 'registrationReceipt',
  rejected: 'registrationRejected',
  posted: 'registrationPosted',
};

async function reasonOf(db: Db, registrationNumber: string) {
  const [reason] = await db
    .select({ code: registrationSteps.reasonCode, text: registrationSteps.reasonText })
    .from(registrationSteps)
    .where(
      and(
        eq(registrationSteps.registrationNumber, registrationNumber),
        eq(registrationSteps.kind, 'rejected'),
        isNotNull(registrationSteps.recordedAt),
      ),
    );
  return reason;
}
