import { and, desc, eq, gt, inArray, isNotNull, isNull, notExists, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { WorkflowStart } from '../db/outbox.ts';
import {
  type ChangeApplication,
  changeApplicationSteps,
  changeApplications,
  emailChanges,
  mailLog,
  notices,
  type Registration,
  registrationSteps,
  registrations,
} from '../db/schema/index.ts';
import { isOpen, openStages, type Progress } from '../domain/change-application.ts';
import { type EmailChangeProgress, LINK_VALID_HOURS } from '../domain/email-change.ts';
import { isClosedRegistration } from '../domain/registration.ts';
import { changeApplicationStart, changeApplicationWorkflowId } from '../workflows/change-application.ts';
import { changeApplicationInput } from '../workflows/change-application-input.ts';
import { emailVerificationStart, emailVerificationWorkflowId } from '../workflows/email-verification.ts';
import { noticeStart, noticeWorkflowId } from '../workflows/notice.ts';
import {
  type RegistrationProgress,
  registrationStart,
  registrationWorkflowId,
} from '../workflows/registration.ts';

/** Where the database says that something stands that a workflow sees to. */
export interface Standing {
  workflowId: string;
  /** In words that a workflow's own answer can be compared with; none where it cannot be asked. */
  position?: string;
  isOpen: boolean;
}

/** The same, with how a workflow is started that goes on from there. */
export interface Case extends Standing {
  start: WorkflowStart;
}

/** A sort of workflow that can be made anew from the database. */
export interface Sort {
  workflowType: string;
  /** The query that answers where a workflow thinks that it stands, and how that reads as a `position`. */
  query?: { name: string; position: (answer: never) => string };
  /** Everything open, and what ended after `since`: its last mail may not have left. */
  list(db: Db, since: Date): Promise<Standing[]>;
  /** What was begun, went on or ended after `since`. */
  listMoved(db: Db, since: Date): Promise<Standing[]>;
  /** By the last part of a workflow's ID. */
  find(db: Db, key: string): Promise<Case | undefined>;
}

const changeApplication: Sort = {
  workflowType: 'changeApplication',
  query: { name: 'currentProgress', position: ({ stage, round }: Progress) => `${stage}, round ${round}` },
  list: (db, since) =>
    listApplications(
      db,
      or(
        inArray(
          changeApplications.stage,
          openStages.filter((stage) => stage !== 'draft'),
        ),
        and(gt(changeApplications.closedAt, since), isNotNull(changeApplications.submittedAt)),
      ),
    ),
  listMoved(db, since) {
    const { applicationNumber, recordedAt } = changeApplicationSteps;
    const moved = db.select({ applicationNumber }).from(changeApplicationSteps).where(gt(recordedAt, since));
    return listApplications(
      db,
      or(gt(changeApplications.submittedAt, since), inArray(changeApplications.applicationNumber, moved)),
    );
  },
  async find(db, number) {
    const [row] = await db
      .select()
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, number));
    if (!row) return undefined;
    const { applicationNumber, recordedAt } = changeApplicationSteps;
    const [last] = await db
      .select({ recordedAt })
      .from(changeApplicationSteps)
      .where(and(eq(applicationNumber, number), isNotNull(recordedAt)))
      .orderBy(desc(recordedAt))
      .limit(1);
    const resumedSince = (last?.recordedAt ?? row.submittedAt ?? row.createdAt).toISOString();
    return {
      ...standingOfApplication(row),
      start: changeApplicationStart({ ...changeApplicationInput(row), resumedSince }),
    };
  },
};

async function listApplications(db: Db, which: SQL | undefined): Promise<Standing[]> {
  const { applicationNumber, stage, round } = changeApplications;
  const rows = await db.select({ applicationNumber, stage, round }).from(changeApplications).where(which);
  return rows.map(standingOfApplication);
}

const standingOfApplication = ({
  applicationNumber,
  stage,
  round,
}: Pick<ChangeApplication, 'applicationNumber' | 'stage' | 'round'>): Standing => ({
  workflowId: changeApplicationWorkflowId(applicationNumber),
  position: `${stage}, round ${round}`,
  isOpen: isOpen(stage),
});

const registration: Sort = {
  workflowType: 'registration',
  query: { name: 'registrationProgress', position: ({ stage }: RegistrationProgress) => stage },
  list: (db, since) =>
    listRegistrations(db, or(isNull(registrations.closedAt), gt(registrations.closedAt, since))),
  listMoved(db, since) {
    const { registrationNumber, recordedAt } = registrationSteps;
    const moved = db.select({ registrationNumber }).from(registrationSteps).where(gt(recordedAt, since));
    return listRegistrations(
      db,
      or(gt(registrations.submittedAt, since), inArray(registrations.registrationNumber, moved)),
    );
  },
  async find(db, number) {
    const [row] = await db.select().from(registrations).where(eq(registrations.registrationNumber, number));
    if (!row) return undefined;
    const { registrationNumber, recordedAt } = registrationSteps;
    const [last] = await db
      .select({ recordedAt })
      .from(registrationSteps)
      .where(and(eq(registrationNumber, number), isNotNull(recordedAt)))
      .orderBy(desc(recordedAt))
      .limit(1);
    const resumedSince = (last?.recordedAt ?? row.submittedAt).toISOString();
    const dueAt = row.dueAt.toISOString();
    return {
      ...standingOfRegistration(row),
      start: registrationStart({ registrationNumber: number, dueAt, resumedSince }),
    };
  },
};

async function listRegistrations(db: Db, which: SQL | undefined): Promise<Standing[]> {
  const { registrationNumber, stage } = registrations;
  const rows = await db.select({ registrationNumber, stage }).from(registrations).where(which);
  return rows.map(standingOfRegistration);
}

const standingOfRegistration = ({
  registrationNumber,
  stage,
}: Pick<Registration, 'registrationNumber' | 'stage'>): Standing => ({
  workflowId: registrationWorkflowId(registrationNumber),
  position: stage,
  isOpen: !isClosedRegistration(stage),
});

const emailVerification: Sort = {
  workflowType: 'emailVerification',
  query: {
    name: 'emailChangeProgress',
    position: ({ stage, generation }: EmailChangeProgress) => `${stage}, link ${generation}`,
  },
  list: (db, since) =>
    listEmailChanges(db, or(eq(emailChanges.stage, 'pending'), gt(emailChanges.endedAt, since))),
  listMoved(db, since) {
    const madeAnew = new Date(since.getTime() + LINK_VALID_HOURS * 60 * 60_000);
    return listEmailChanges(
      db,
      or(
        gt(emailChanges.requestedAt, since),
        gt(emailChanges.expiresAt, madeAnew),
        gt(emailChanges.endedAt, since),
      ),
    );
  },
  find: async (db, id) => (await listEmailChanges(db, eq(emailChanges.emailChangeId, id)))[0],
};

async function listEmailChanges(db: Db, which: SQL | undefined): Promise<Case[]> {
  const rows = await db.select().from(emailChanges).where(which);
  return rows.map(({ emailChangeId, expiresAt, stage, generation }) => ({
    workflowId: emailVerificationWorkflowId(emailChangeId),
    position: `${stage}, link ${generation}`,
    isOpen: stage === 'pending',
    start: emailVerificationStart({ emailChangeId, expiresAt: expiresAt.toISOString(), resumed: true }),
  }));
}

/** Notices that have not left; what the mail server refused for good is not tried again. */
const notice: Sort = {
  workflowType: 'notice',
  list: (db) => listNotices(db, toBeSent(db)),
  listMoved: (db, since) => listNotices(db, and(gt(notices.requestedAt, since), toBeSent(db))),
  find: async (db, id) => (await listNotices(db, eq(notices.noticeId, id)))[0],
};

async function listNotices(db: Db, which: SQL | undefined): Promise<Case[]> {
  const rows = await db
    .select({ noticeId: notices.noticeId, isOpen: sql<boolean>`${toBeSent(db)}` })
    .from(notices)
    .where(which);
  return rows.map(({ noticeId, isOpen }) => ({
    workflowId: noticeWorkflowId(noticeId),
    isOpen,
    start: noticeStart({ noticeId }),
  }));
}

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

/**
 * What cannot be made anew asks its user again: passwords and codes that were on their way, which nobody has kept, and a mail
 * that staff had sent once more.
 */
export const sorts: Sort[] = [changeApplication, registration, emailVerification, notice];
