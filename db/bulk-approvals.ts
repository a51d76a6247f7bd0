import { and, asc, eq, getTableColumns, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { BulkOutcome } from '../domain/bulk-approval.ts';
import type { Stage } from '../domain/change-application.ts';
import type { Db } from './client.ts';
import { findPartiesLikeEach } from './like-parties.ts';
import {
  type BulkApproval,
  type BulkApprovalItem,
  bulkApprovalItems,
  bulkApprovals,
} from './schema/bulk-approvals.ts';
import {
  type ChangeApplication,
  type ChangeApplicationStep,
  changeApplicationSteps,
  changeApplications,
} from './schema/change-applications.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';

/** An application with what an approval of it is judged by. */
export interface Approvable {
  application: ChangeApplication;
  party: InsuredParty;
  /** The recorded approvals. */
  steps: ChangeApplicationStep[];
  /** Other insured parties that may be the same one. */
  likeParties: InsuredParty[];
}

const awaitingApproval = ['inReview', 'secondApproval'] as const satisfies Stage[];

/** What waits for an approval, whoever may give it: the earliest due first. */
export async function listAwaitingApproval(db: Db, atMost: number): Promise<Approvable[]> {
  const rows = await withParty(db)
    .where(inArray(changeApplications.stage, [...awaitingApproval]))
    .orderBy(asc(changeApplications.dueAt), asc(changeApplications.applicationNumber))
    .limit(atMost);
  return withApprovals(db, rows);
}

/** The applications of these numbers that staff know, in the order of the numbers. */
export async function findApprovables(db: Db, numbers: readonly string[]): Promise<Approvable[]> {
  if (numbers.length === 0) return [];
  const rows = await withParty(db).where(
    and(
      inArray(changeApplications.applicationNumber, [...numbers]),
      isNotNull(changeApplications.submittedAt),
    ),
  );
  const place = new Map(numbers.map((number, index) => [number, index]));
  const placeOf = ({ application }: { application: ChangeApplication }) =>
    place.get(application.applicationNumber) ?? 0;
  return withApprovals(
    db,
    rows.toSorted((one, other) => placeOf(one) - placeOf(other)),
  );
}

const withParty = (db: Db) =>
  db
    .select({ application: changeApplications, party: insuredParties })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .$dynamic();

async function withApprovals(
  db: Db,
  rows: Pick<Approvable, 'application' | 'party'>[],
): Promise<Approvable[]> {
  const numbers = rows.map(({ application }) => application.applicationNumber);
  const approvals =
    numbers.length === 0
      ? []
      : await db
          .select()
          .from(changeApplicationSteps)
          .where(
            and(
              inArray(changeApplicationSteps.applicationNumber, numbers),
              eq(changeApplicationSteps.kind, 'approved'),
              isNotNull(changeApplicationSteps.recordedAt),
            ),
          )
          .orderBy(asc(changeApplicationSteps.recordedAt));
  const byNumber = Map.groupBy(approvals, ({ applicationNumber }) => applicationNumber);
  const alike = await findPartiesLikeEach(
    db,
    rows.map(({ application }) => application),
  );
  return rows.map((row) => ({
    ...row,
    steps: byNumber.get(row.application.applicationNumber) ?? [],
    likeParties: alike.get(row.application.applicationNumber) ?? [],
  }));
}

type NewItem = Pick<BulkApprovalItem, 'applicationNumber' | 'round' | 'recordToken'>;

/** Keeps a press before anything is decided. Nothing happens where it is there already: it stays as it was first asked. */
export async function keepBulkApproval(
  db: Db,
  bulk: Omit<BulkApproval, 'askedAt'>,
  items: readonly NewItem[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const kept = await tx.insert(bulkApprovals).values(bulk).onConflictDoNothing().returning();
    if (kept.length === 0) return;
    await tx
      .insert(bulkApprovalItems)
      .values(items.map((item, position) => ({ bulkId: bulk.bulkId, position, ...item })));
  });
}

export async function findBulkApproval(db: Db, bulkId: string): Promise<BulkApproval | undefined> {
  const [bulk] = await db.select().from(bulkApprovals).where(eq(bulkApprovals.bulkId, bulkId));
  return bulk;
}

/** An item with what the result shows of it. */
export type BulkItemRow = BulkApprovalItem & { companyName: string; stage: Stage };

export const listBulkItems = (db: Db, bulkId: string): Promise<BulkItemRow[]> =>
  db
    .select({
      ...getTableColumns(bulkApprovalItems),
      companyName: insuredParties.name,
      stage: changeApplications.stage,
    })
    .from(bulkApprovalItems)
    .innerJoin(
      changeApplications,
      eq(changeApplications.applicationNumber, bulkApprovalItems.applicationNumber),
    )
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .where(eq(bulkApprovalItems.bulkId, bulkId))
    .orderBy(asc(bulkApprovalItems.position));

/** The first word on what became of an item stays: of two presses at once both would say the same. */
export async function recordBulkOutcome(
  db: Db,
  { bulkId, applicationNumber }: BulkApprovalItem,
  outcome: BulkOutcome,
): Promise<void> {
  await db
    .update(bulkApprovalItems)
    .set({ outcome, decidedAt: new Date() })
    .where(
      and(
        eq(bulkApprovalItems.bulkId, bulkId),
        eq(bulkApprovalItems.applicationNumber, applicationNumber),
        isNull(bulkApprovalItems.outcome),
      ),
    );
}
