import { ApplicationFailure } from '@temporalio/common';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { choicesOf, countingApprovalsByRound } from '../db/change-applications.ts';
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

interface ApplicationMailReference {
  applicationNumber: string;
  kind: ApplicationMailKind;
  round: number;
  /** From 1, of a mail that a round may need several times. */
  occurrence?: number;
}

/** The mails of `changeApplication`, all to the administrator (manual 4-8, 便利な機能). */
export const changeApplicationMailActivities = ({
  db,
  mailer,
  publicUrl,
  institutionName,
}: Pick<ActivityDependencies, 'db' | 'mailer' | 'publicUrl' | 'institutionName'>) => ({
  /**
   * Sends the mail of one kind about one round, but none that time has overtaken. Safe to repeat: its Message-ID is
   * made of kind, number, round and `occurrence`, and what the mail log shows as accepted is not sent again.
   */
  async sendApplicationMail(mail: ApplicationMailReference): Promise<void> {
    const composed = await composeApplicationMail({ db, publicUrl, institutionName }, mail);
    if (composed) await mailer.deliver(composed);
  },
});

/** The mail of one kind about one round, by what the database shows now; none where it is no longer so. */
export async function composeApplicationMail(
  { db, publicUrl, institutionName }: Pick<ActivityDependencies, 'db' | 'publicUrl' | 'institutionName'>,
  { applicationNumber, kind, round, occurrence }: ApplicationMailReference,
): Promise<Mail | undefined> {
  const { application, companyName } = await findApplication(db, applicationNumber);
  if (isOvertaken(kind, application, round)) return undefined;
  const facts = await factsOf(db, application, companyName, round);
  return {
    kind: logKind[kind],
    reference: applicationNumber,
    n: occurrence ? round * OCCURRENCES_AT_MOST + occurrence : round,
    to: await recipientOf(db, application, kind),
    ...applicationMail(kind, { ...facts, publicUrl, institutionName }),
  };
}

const logKind: Record<ApplicationMailKind, MailKind> = {
  receipt: 'changeApplicationReceipt',
  returned: 'changeApplicationReturned',
  reminder: 'changeApplicationReminded',
  lastReminder: 'changeApplicationLastReminded',
  approved: 'changeApplicationApproved',
  rejected: 'changeApplicationRejected',
  withdrawn: 'changeApplicationWithdrawn',
  expired: 'changeApplicationExpired',
  completed: 'changeApplicationCompleted',
};

/** More than a round can have: each but the first follows upon a record that moved before the change was applied. */
const OCCURRENCES_AT_MOST = 1000;

/** What waits for somebody or something says so only while it does. */
function isOvertaken(kind: ApplicationMailKind, { stage, round }: ChangeApplication, ofRound: number) {
  if (kind === 'approved') return stage !== 'approved' || round !== ofRound;
  const isReminder = correctionReminders.some((one) => one.kind === kind);
  return isReminder && (stage !== 'returned' || round !== ofRound);
}

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
  const approvals = await countingApprovalsByRound(db, applicationNumber);
  const kept = labelsOf(keptFields(choicesOf(approvals(round))));
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
