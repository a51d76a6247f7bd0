import { aliasedTable, and, desc, eq, lte, max, sql } from 'drizzle-orm';
import { type ApprovalRule, ownRule } from '../domain/approval-rule.ts';
import type { Db } from './client.ts';
import { type ApprovalRuleRow, approvalRules } from './schema/approval-rules.ts';
import { staff } from './schema/staff.ts';

/**
 * The rule in force: the last one that was confirmed, `at` an instant or now; version 0 where the product's own alone
 * holds.
 */
export async function findApprovalRule(db: Db, at?: Date): Promise<ApprovalRule & { version: number }> {
  const [rule] = await db
    .select({
      version: approvalRules.version,
      headOffice: approvalRules.headOffice,
      branch: approvalRules.branch,
    })
    .from(approvalRules)
    .where(and(eq(approvalRules.stage, 'confirmed'), at && lte(approvalRules.decidedAt, at)))
    .orderBy(desc(approvalRules.version))
    .limit(1);
  return { ...ownRule, ...rule, version: rule?.version ?? 0 };
}

/** A proposal with who made it and who decided it. */
export interface ProposalRow {
  proposal: ApprovalRuleRow;
  proposerName: string;
  deciderName: string | null;
}

const proposer = aliasedTable(staff, 'proposer');
const decider = aliasedTable(staff, 'decider');

const proposals = (db: Db) =>
  db
    .select({ proposal: approvalRules, proposerName: proposer.name, deciderName: decider.name })
    .from(approvalRules)
    .innerJoin(proposer, eq(proposer.staffId, approvalRules.proposedBy))
    .leftJoin(decider, eq(decider.staffId, approvalRules.decidedBy));

/** All that was ever proposed, the newest first; 100 at most. */
export const listProposals = (db: Db): Promise<ProposalRow[]> =>
  proposals(db).orderBy(desc(approvalRules.proposedAt)).limit(100);

export async function findProposal(db: Db, proposalId: string): Promise<ProposalRow | undefined> {
  const [row] = await proposals(db).where(eq(approvalRules.proposalId, proposalId));
  return row;
}

export async function findUndecidedProposal(db: Db): Promise<ProposalRow | undefined> {
  const [row] = await proposals(db).where(eq(approvalRules.stage, 'proposed'));
  return row;
}

export type NewProposal = Pick<
  ApprovalRuleRow,
  'proposalId' | 'headOffice' | 'branch' | 'note' | 'proposedBy'
>;

export type Entered = 'entered' | 'again' | 'anotherWaits';

/**
 * `again` where this form was taken already, at this very moment too; `anotherWaits` where another proposal waits for its
 * decision.
 */
export async function insertProposal(tx: Db, proposal: NewProposal): Promise<Entered> {
  // Without a target: with one, two of the same form that come together can meet at the other index first.
  const entered = await tx.insert(approvalRules).values(proposal).onConflictDoNothing().returning();
  if (entered.length > 0) return 'entered';
  return (await findProposal(tx, proposal.proposalId)) ? 'again' : 'anotherWaits';
}

/** The proposal as it stands, which nobody else can decide until `tx` ends. */
export async function lockProposal(tx: Db, proposalId: string): Promise<ApprovalRuleRow | undefined> {
  const [proposal] = await tx
    .select()
    .from(approvalRules)
    .where(eq(approvalRules.proposalId, proposalId))
    .for('update');
  return proposal;
}

/** Ends a locked proposal; a confirmed one gets the next version, and holds from now on. */
export async function endProposal(
  tx: Db,
  { proposalId }: Pick<ApprovalRuleRow, 'proposalId'>,
  end: { stage: 'confirmed' | 'refused' | 'withdrawn'; decidedBy: string; reasonText?: string },
): Promise<void> {
  const [last] = await tx.select({ version: max(approvalRules.version) }).from(approvalRules);
  await tx
    .update(approvalRules)
    .set({
      ...end,
      // To the millisecond, as a Date is: what is proposed right after it finds it in force.
      decidedAt: sql`date_trunc('milliseconds', clock_timestamp())`,
      version: end.stage === 'confirmed' ? (last?.version ?? 0) + 1 : null,
    })
    .where(eq(approvalRules.proposalId, proposalId));
}
