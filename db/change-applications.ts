import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { formatApplicationNumber } from '../domain/application-number.ts';
import { dateInTokyo } from '../domain/calendar-date.ts';
import { openStages } from '../domain/change-application.ts';
import type { InsuredPartyDetails } from '../domain/insured-party.ts';
import type { FieldChoices } from '../domain/moved-fields.ts';
import type { Db } from './client.ts';
import { builtOnce } from './prepared.ts';
import {
  type ChangeApplication,
  type ChangeApplicationStep,
  type Changes,
  changeApplicationSteps,
  changeApplications,
} from './schema/change-applications.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';

/** The next Web application number: given once, never again, whatever becomes of the application. */
export async function nextApplicationNumber(tx: Db, now: Date): Promise<string> {
  const [row] = await tx.execute<{ next: string }>(
    sql`select nextval('application_number_sequence') as next`,
  );
  return formatApplicationNumber(dateInTokyo(now), Number(row?.next));
}

/** One application of this insured party; another company's is not found. */
export async function findOwnApplication(
  db: Db,
  insuredCode: string,
  applicationNumber: string,
): Promise<ChangeApplication | undefined> {
  const [application] = await ownApplication(db).execute({ insuredCode, applicationNumber });
  return application;
}

const ownApplication = builtOnce((db) =>
  db
    .select()
    .from(changeApplications)
    .where(
      and(
        eq(changeApplications.applicationNumber, sql.placeholder('applicationNumber')),
        eq(changeApplications.insuredCode, sql.placeholder('insuredCode')),
      ),
    )
    .prepare('own_application'),
);

/** The application that is still open for this insured party; there is at most one. */
export async function findOpenApplication(
  db: Db,
  insuredCode: string,
): Promise<ChangeApplication | undefined> {
  const [application] = await db
    .select()
    .from(changeApplications)
    .where(
      and(
        eq(changeApplications.insuredCode, insuredCode),
        inArray(changeApplications.stage, [...openStages]),
      ),
    );
  return application;
}

/** Newest first; discarded drafts are not shown. */
export const listOwnApplications = (db: Db, insuredCode: string): Promise<ChangeApplication[]> =>
  db
    .select()
    .from(changeApplications)
    .where(
      and(eq(changeApplications.insuredCode, insuredCode), sql`${changeApplications.stage} <> 'discarded'`),
    )
    .orderBy(desc(changeApplications.createdAt))
    .limit(100);

/** What really happened to an application, in order; steps that were only asked for are not among them. */
export const listSteps = (db: Db, applicationNumber: string): Promise<ChangeApplicationStep[]> =>
  recordedSteps(db).execute({ applicationNumber });

const recordedSteps = builtOnce((db) =>
  db
    .select()
    .from(changeApplicationSteps)
    .where(
      and(
        eq(changeApplicationSteps.applicationNumber, sql.placeholder('applicationNumber')),
        isNotNull(changeApplicationSteps.recordedAt),
      ),
    )
    .orderBy(asc(changeApplicationSteps.recordedAt))
    .prepare('recorded_steps'),
);

export async function findInsuredParty(db: Db, insuredCode: string): Promise<InsuredParty | undefined> {
  const [party] = await db.select().from(insuredParties).where(eq(insuredParties.insuredCode, insuredCode));
  return party;
}

/** The details as they would be with the requested values in. */
export const withRequested = (details: InsuredPartyDetails, changes: Changes): InsuredPartyDetails => ({
  ...details,
  ...Object.fromEntries(Object.entries(changes).map(([key, { requested }]) => [key, requested])),
});

const counts = (applicationNumber: string) =>
  and(
    eq(changeApplicationSteps.applicationNumber, applicationNumber),
    eq(changeApplicationSteps.kind, 'approved'),
    isNotNull(changeApplicationSteps.recordedAt),
    isNull(changeApplicationSteps.voidedAt),
  );

/** The approvals of an application's round that count. */
export const countingApprovals = ({
  applicationNumber,
  round,
}: Pick<ChangeApplication, 'applicationNumber' | 'round'>) =>
  and(counts(applicationNumber), eq(changeApplicationSteps.round, round));

/** An approval that counts, with what was decided about the fields that had moved. */
export type CountingApproval = Pick<ChangeApplicationStep, 'actorId' | 'principalId' | 'choices'>;

/** Those of an application by round, in order: of which round they are asked need not be known yet. */
export async function countingApprovalsByRound(
  db: Db,
  applicationNumber: string,
): Promise<(round: number) => CountingApproval[]> {
  const approvals = await db
    .select({
      round: changeApplicationSteps.round,
      actorId: changeApplicationSteps.actorId,
      principalId: changeApplicationSteps.principalId,
      choices: changeApplicationSteps.choices,
    })
    .from(changeApplicationSteps)
    .where(counts(applicationNumber))
    .orderBy(asc(changeApplicationSteps.recordedAt));
  return (round) => approvals.filter((approval) => approval.round === round);
}

/** What was decided about the fields that had moved: of two approvals the last one's choices count. */
export const choicesOf = (approvals: readonly CountingApproval[]): FieldChoices =>
  approvals.at(-1)?.choices ?? {};
