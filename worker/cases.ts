import { and, desc, eq, gt, inArray, isNotNull, isNull, notExists, or, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { WorkflowStart } from '../db/outbox.ts';
import {
  type ChangeApplication,
  changeApplicationSteps,
  changeApplications,
  type EmailChange,
  emailChanges,
  mailLog,
  notices,
  registrationSteps,
  registrations,
} from '../db/schema/index.ts';
import { isOpen, openStages, type Progress } from '../domain/change-application.ts';
import { type EmailChangeProgress, LINK_VALID_HOURS } from '../domain/email-change.ts';
import { isClosedRegistration } from '../domain/registration.ts';
import { changeApplicationStart } from '../workflows/change-application.ts';
import { changeApplicationInput } from '../workflows/change-application-input.ts';
import { emailVerificationStart } from '../workflows/email-verification.ts';
import { noticeStart } from '../workflows/notice.ts';
import { type RegistrationProgress, registrationStart } from '../workflows/registration.ts';

/** What the database says of something that a workflow sees to. */
export interface Case {
  /** How a workflow is started that goes on from there. */
  start: WorkflowStart;
  /** In words that a workflow's own answer can be compared with; none where it cannot be asked. */
  position?: string;
  isOpen: boolean;
}

/** A sort of workflow that can be made anew from the database. */
export interface Sort {
  workflowType: string;
  /** The query that answers where a workflow thinks that it stands, and how that reads as a `position`. */
  query?: { name: string; position: (answer: never) => string };
  /** Everything open, and what ended after `since`: its last mail may not have left. */
  list(db: Db, since: Date): Promise<Case[]>;
  /** What was begun, went on or ended after `since`. */
  listMoved(db: Db, since: Date): Promise<Case[]>;
  /** By the last part of a workflow's ID. */
  find(db: Db, key: string): Promise<Case | undefined>;
}

const changeApplication: Sort = {
  workflowType: 'changeApplication',
  query: { name: 'currentProgress', position: ({ stage, round }: Progress) => `${stage}, round ${round}` },
  list: async (db, since) =>
    inOrder(
      await db
        .select()
        .from(changeApplications)
        .where(
          or(
            inArray(
              changeApplications.stage,
              openStages.filter((stage) => stage !== 'draft'),
            ),
            and(gt(changeApplications.closedAt, since), isNotNull(changeApplications.submittedAt)),
          ),
        ),
      (row) => applicationCase(db, row),
    ),
  async listMoved(db, since) {
    const { applicationNumber, recordedAt } = changeApplicationSteps;
    const moved = db.select({ applicationNumber }).from(changeApplicationSteps).where(gt(recordedAt, since));
    const rows = await db
      .select()
      .from(changeApplications)
      .where(
        or(gt(changeApplications.submittedAt, since), inArray(changeApplications.applicationNumber, moved)),
      );
    return inOrder(rows, (row) => applicationCase(db, row));
  },
  async find(db, number) {
    const [row] = await db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, number));
    return row && applicationCase(db, row);
  },
};

async function applicationCase(db: Db, row: ChangeApplication): Promise<Case> {
  const { applicationNumber, recordedAt } = changeApplicationSteps;
  const [last] = await db
    .select({ recordedAt })
    .from(changeApplicationSteps)
    .where(and(eq(applicationNumber, row.applicationNumber), isNotNull(recordedAt)))
    .orderBy(desc(recordedAt))
    .limit(1);
  const since = last?.recordedAt ?? row.submittedAt ?? row.createdAt;
  return {
    start: changeApplicationStart({ ...changeApplicationInput(row), resumedSince: since.toISOString() }),
    position: `${row.stage}, round ${row.round}`,
    isOpen: isOpen(row.stage),
  };
}

const registration: Sort = {
  workflowType: 'registration',
  query: { name: 'registrationProgress', position: ({ stage }: RegistrationProgress) => stage },
  list: async (db, since) =>
    inOrder(
      await db
        .select()
        .from(registrations)
        .where(or(isNull(registrations.closedAt), gt(registrations.closedAt, since))),
      (row) => registrationCase(db, row),
    ),
  async listMoved(db, since) {
    const { registrationNumber, recordedAt } = registrationSteps;
    const moved = db.select({ registrationNumber }).from(registrationSteps).where(gt(recordedAt, since));
    const rows = await db
      .select()
      .from(registrations)
      .where(or(gt(registrations.submittedAt, since), inArray(registrations.registrationNumber, moved)));
    return inOrder(rows, (row) => registrationCase(db, row));
  },
  async find(db, number) {
    const [row] = await db.select().from(registrations).where(eq(registrations.registrationNumber, number));
    return row && registrationCase(db, row);
  },
};

async function registrationCase(db: Db, row: typeof registrations.$inferSelect): Promise<Case> {
  const { registrationNumber, dueAt, stage } = row;
  const { recordedAt } = registrationSteps;
  const [last] = await db
    .select({ recordedAt })
    .from(registrationSteps)
    .where(and(eq(registrationSteps.registrationNumber, registrationNumber), isNotNull(recordedAt)))
    .orderBy(desc(recordedAt))
    .limit(1);
  const resumedSince = (last?.recordedAt ?? row.submittedAt).toISOString();
  return {
    start: registrationStart({ registrationNumber, dueAt: dueAt.toISOString(), resumedSince }),
    position: stage,
    isOpen: !isClosedRegistration(stage),
  };
}

const emailVerification: Sort = {
  workflowType: 'emailVerification',
  query: {
    name: 'emailChangeProgress',
    position: ({ stage, generation }: EmailChangeProgress) => `${stage}, link ${generation}`,
  },
  list: async (db, since) =>
    (
      await db
        .select()
        .from(emailChanges)
        .where(or(eq(emailChanges.stage, 'pending'), gt(emailChanges.endedAt, since)))
    ).map(emailCase),
  async listMoved(db, since) {
    const madeAnew = new Date(since.getTime() + LINK_VALID_HOURS * 60 * 60_000);
    const rows = await db
      .select()
      .from(emailChanges)
      .where(
        or(
          gt(emailChanges.requestedAt, since),
          gt(emailChanges.expiresAt, madeAnew),
          gt(emailChanges.endedAt, since),
        ),
      );
    return rows.map(emailCase);
  },
  async find(db, id) {
    const [row] = await db.select().from(emailChanges).where(eq(emailChanges.emailChangeId, id));
    return row && emailCase(row);
  },
};

const emailCase = ({ emailChangeId, expiresAt, stage, generation }: EmailChange): Case => ({
  start: emailVerificationStart({ emailChangeId, expiresAt: expiresAt.toISOString(), resumed: true }),
  position: `${stage}, link ${generation}`,
  isOpen: stage === 'pending',
});

/** Notices that have not left; what the mail server refused for good is not tried again. */
const notice: Sort = {
  workflowType: 'notice',
  list: async (db) =>
    (await db.select().from(notices).where(toBeSent(db))).map((row) => noticeCase(row, true)),
  async listMoved(db, since) {
    const rows = await db
      .select()
      .from(notices)
      .where(and(gt(notices.requestedAt, since), toBeSent(db)));
    return rows.map((row) => noticeCase(row, true));
  },
  async find(db, id) {
    const [row] = await db.select().from(notices).where(eq(notices.noticeId, id));
    const isOpen = (await db.$count(notices, and(eq(notices.noticeId, id), toBeSent(db)))) > 0;
    return row && noticeCase(row, isOpen);
  },
};

const toBeSent = (db: Db) =>
  and(
    isNull(notices.sentAt),
    notExists(
      db
        .select()
        .from(mailLog)
        .where(and(eq(mailLog.reference, sql`${notices.noticeId}::text`), isNotNull(mailLog.givenUpAt))),
    ),
  );

const noticeCase = ({ noticeId }: typeof notices.$inferSelect, isOpen: boolean): Case => ({
  start: noticeStart({ noticeId }),
  isOpen,
});

/**
 * What cannot be made anew asks its user again: passwords and codes that were on their way, which nobody has kept, and a mail
 * that staff had sent once more.
 */
export const sorts: Sort[] = [changeApplication, registration, emailVerification, notice];

async function inOrder<Row, Result>(rows: Row[], work: (row: Row) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const row of rows) results.push(await work(row));
  return results;
}
