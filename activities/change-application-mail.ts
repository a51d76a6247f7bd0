import { ApplicationFailure } from '@temporalio/common';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { findChoices } from '../db/change-applications.ts';
import type { Db } from '../db/client.ts';
import {
  type ChangeApplication,
  changeApplicationSteps,
  changeApplications,
  insuredParties,
  type MailKind,
  webUsers,
} from '../db/schema/index.ts';
import { correctionReminders, lastDayOfCorrection } from '../domain/change-application.ts';
import { labelsOf } from '../domain/insured-party.ts';
import { keptFields } from '../domain/moved-fields.ts';
import {
  type ApplicationMailFacts,
  type ApplicationMailKind,
  applicationMail,
} from './change-application.mail.ts';
import type { ActivityDependencies } from './index.ts';
import type { Mail } from './mailer.ts';

/** The mails of `changeApplication`, all to the administrator (manual 4-8, 便利な機能). */
export const changeApplicationMailActivities = ({
  db,
  mailer,
  publicUrl,
  institutionName,
}: Pick<ActivityDependencies, 'db' | 'mailer' | 'publicUrl' | 'institutionName'>) => ({
  /**
   * Sends the mail of one kind about one round; no reminder of what has been corrected meanwhile. Safe to repeat: its Message-ID is made of kind, number and round, and
   * what the mail log shows as accepted is not sent again.
   */
  async sendApplicationMail(mail: {
    applicationNumber: string;
    kind: ApplicationMailKind;
    round: number;
  }): Promise<void> {
    const composed = await composeApplicationMail({ db, publicUrl, institutionName }, mail);
    if (composed) await mailer.deliver(composed);
  },
});

/** The mail of one kind about one round, by what the database shows now; none where a reminder is needed no more. */
export async function composeApplicationMail(
  { db, publicUrl, institutionName }: Pick<ActivityDependencies, 'db' | 'publicUrl' | 'institutionName'>,
  { applicationNumber, kind, round }: { applicationNumber: string; kind: ApplicationMailKind; round: number },
): Promise<Mail | undefined> {
  const { application, companyName } = await findApplication(db, applicationNumber);
  if (isReminder(kind) && !isStillReturned(application, round)) return undefined;
  const facts = await factsOf(db, application, companyName, round);
  return {
    kind: logKind[kind],
    reference: applicationNumber,
    n: round,
    to: await recipientOf(db, application, kind),
    ...applicationMail(kind, { ...facts, publicUrl, institutionName }),
  };
}

const logKind: Record<ApplicationMailKind, MailKind> = {
  receipt: 'changeApplicationReceipt',
  returned: 'changeApplicationReturned',
  reminder: 'changeApplicationReminded',
  lastReminder: 'changeApplicationLastReminded',
  rejected: 'changeApplicationRejected',
  withdrawn: 'changeApplicationWithdrawn',
  expired: 'changeApplicationExpired',
  completed: 'changeApplicationCompleted',
};

const isReminder = (kind: ApplicationMailKind) => correctionReminders.some((one) => one.kind === kind);
const isStillReturned = (application: ChangeApplication, round: number) =>
  application.stage === 'returned' && application.round === round;

async function findApplication(db: Db, applicationNumber: string) {
  const [found] = await db
    .select({ application: changeApplications, companyName: insuredParties.name })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .where(eq(changeApplications.applicationNumber, applicationNumber));
  if (found) return found;
  throw ApplicationFailure.nonRetryable(`There is no application ${applicationNumber}`, 'NotFound');
}

/** The receipt goes where the administrator was to be reached at 申込む, the rest to where they are now. */
async function recipientOf(
  db: Db,
  { insuredCode, receiptEmail }: ChangeApplication,
  kind: ApplicationMailKind,
): Promise<string> {
  if (kind === 'receipt' && receiptEmail) return receiptEmail;
  const [administrator] = await db
    .select({ email: webUsers.email })
    .from(webUsers)
    .where(and(eq(webUsers.insuredCode, insuredCode), eq(webUsers.kind, 'administrator')));
  return administrator?.email ?? receiptEmail ?? '';
}

type Facts = Omit<ApplicationMailFacts, 'publicUrl' | 'institutionName'>;

async function factsOf(
  db: Db,
  application: ChangeApplication,
  companyName: string,
  round: number,
): Promise<Facts> {
  const { applicationNumber, submittedAt, dueAt, effectiveOn, closedAt, entry } = application;
  const [decision] = await db
    .select({
      kind: changeApplicationSteps.kind,
      at: changeApplicationSteps.recordedAt,
      code: changeApplicationSteps.reasonCode,
      text: changeApplicationSteps.reasonText,
    })
    .from(changeApplicationSteps)
    .where(
      and(
        eq(changeApplicationSteps.applicationNumber, applicationNumber),
        eq(changeApplicationSteps.round, round),
        isNotNull(changeApplicationSteps.reasonCode),
        isNotNull(changeApplicationSteps.recordedAt),
      ),
    )
    .orderBy(desc(changeApplicationSteps.recordedAt))
    .limit(1);
  const kept = labelsOf(keptFields(await findChoices(db, application)));
  return {
    applicationNumber,
    companyName,
    submittedAt,
    dueAt,
    effectiveOn,
    closedAt,
    correctBy: decision?.kind === 'returned' && decision.at ? lastDayOfCorrection(decision.at) : undefined,
    reason: decision,
    entry,
    kept,
  };
}
