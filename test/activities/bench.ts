import { randomInt } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { type Activities, createActivities } from '../../activities/index.ts';
import { createMailer, type Mailer } from '../../activities/mailer.ts';
import { connect, type Database } from '../../db/client.ts';
import { changeApplicationSteps, changeApplications, emailChanges } from '../../db/schema/index.ts';
import { seedDemo } from '../../db/seed/demo.ts';
import { testKeys } from '../support/encryption.ts';
import { type MailServer, startMailServer } from '../support/mail.ts';
import { createTestDatabase } from '../support/postgres.ts';

export interface Bench extends Database {
  url: string;
  mail: MailServer;
  mailer: Mailer;
  activities: Activities;
  clock: { now: Date };
  tearDown(): Promise<void>;
}

/** The real activities on a database and a mail server of their own, with the demo companies and people. */
export async function startBench(): Promise<Bench> {
  const { url, drop } = await createTestDatabase();
  const database = connect(url);
  await seedDemo(database.db, testKeys);
  const mail = await startMailServer();
  const clock = { now: new Date() };
  const now = () => clock.now;
  const sender = {
    from: 'web_info@madoguchi.example',
    institutionName: 'まどぐち保証機構',
    contact: '電話 0120-000-000',
  };
  const mailer = createMailer({ db: database.db, smtpUrl: mail.url, now, ...sender });
  const activities = createActivities({
    db: database.db,
    mailer,
    now,
    publicUrl: 'http://portal.example',
    institutionName: sender.institutionName,
    historyMonthsKept: 13,
    log: { info: () => {} },
    reconcile: () => Promise.reject(new Error('There is no Temporal here')),
  });
  const tearDown = async () => {
    mailer.close();
    await database.close(1);
    await mail.close();
    await drop();
  };
  return { ...database, url, mail, mailer, activities, clock, tearDown };
}

/** Each file begins elsewhere: workflows are named after the number, and several files share one Temporal. */
let count = randomInt(900_000);

/** An application as 申込む leaves it. */
export async function insertApplication(
  { db }: Pick<Database, 'db'>,
  values: Partial<typeof changeApplications.$inferInsert> = {},
): Promise<string> {
  count += 1;
  const applicationNumber = `W20261122-${String(count).padStart(6, '0')}-0`;
  await db.insert(changeApplications).values({
    applicationNumber,
    insuredCode: '201234567',
    applicantId: '201234567000',
    stage: 'received',
    round: 1,
    changes: { phone: { before: '03-0123-4500', requested: '03-0000-1111' } },
    approvalsNeeded: 1,
    receiptEmail: 'receipt@aonagi-trading.example',
    submittedAt: new Date(),
    dueAt: new Date(Date.now() + 86_400_000),
    ...values,
  });
  return applicationNumber;
}

/** A step as the web writes it before it asks the workflow. */
export async function insertStep(
  { db }: Pick<Database, 'db'>,
  applicationNumber: string,
  values: Pick<typeof changeApplicationSteps.$inferInsert, 'kind' | 'actorId'> &
    Partial<typeof changeApplicationSteps.$inferInsert>,
): Promise<{ applicationNumber: string; stepId: string }> {
  const [step] = await db
    .insert(changeApplicationSteps)
    .values({
      applicationNumber,
      round: 1,
      actorKind: values.kind === 'withdrawn' ? 'webUser' : 'staff',
      actorName: '審査　太郎',
      actorDepartment: '審査課',
      address: '198.51.100.7',
      ...values,
    })
    .returning({ stepId: changeApplicationSteps.stepId });
  return { applicationNumber, stepId: step?.stepId ?? '' };
}

export async function insertEmailChange({ db }: Pick<Database, 'db'>, expiresAt: Date): Promise<string> {
  const [change] = await db
    .insert(emailChanges)
    .values({
      webUserId: '201234567000',
      oldEmail: 'old@aonagi-trading.example',
      newEmail: 'new@aonagi-trading.example',
      expiresAt,
    })
    .returning({ emailChangeId: emailChanges.emailChangeId });
  return change?.emailChangeId ?? '';
}

/** The type, or for a refusal the reason, with which an activity failed; fails where it did not. */
export async function failureOf(act: Promise<unknown>): Promise<unknown> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return error.type === 'Refused' ? error.details?.[0] : error.type;
  }
  throw new Error('The activity did not fail');
}
