import {
  type Entered,
  endProposal,
  insertProposal,
  lockProposal,
  type NewProposal,
} from '../../../db/approval-rules.ts';
import { type ApprovalRuleRefusal, refusalOfRuleDecision } from '../../../domain/approval-rule.ts';
import type { Context } from '../../context.ts';
import { staffAct } from '../staff-act.ts';

/** Enters a proposal, once however often its form is sent; false where another one waits for its decision. */
export async function propose(c: Context, proposal: Omit<NewProposal, 'proposedBy'>): Promise<boolean> {
  let entered: Entered | undefined;
  await staffAct(c, 'approvalRuleProposed', proposal.proposalId, async (tx, proposedBy) => {
    entered = await insertProposal(tx, { ...proposal, proposedBy });
    return entered === 'entered';
  });
  return entered !== 'anotherWaits';
}

export type RuleDecision = { stage: 'confirmed' } | { stage: 'refused'; reasonText: string };

/** Confirms or refuses a proposal; returns why not, where that cannot be. The table says once more who may not. */
export async function decide(
  c: Context,
  proposalId: string,
  decision: RuleDecision,
): Promise<ApprovalRuleRefusal | undefined> {
  let refusal: ApprovalRuleRefusal | undefined;
  const operation = decision.stage === 'confirmed' ? 'approvalRuleConfirmed' : 'approvalRuleRefused';
  await staffAct(c, operation, proposalId, async (tx, decidedBy) => {
    const proposal = await lockProposal(tx, proposalId);
    refusal = proposal ? refusalOfRuleDecision(proposal, decidedBy) : 'closed';
    if (proposal && !refusal) await endProposal(tx, proposal, { ...decision, decidedBy });
    return !refusal;
  });
  return refusal;
}

/** Takes one's own proposal back; false where it is another's or was decided. */
export const withdraw = (c: Context, proposalId: string): Promise<boolean> =>
  staffAct(c, 'approvalRuleWithdrawn', proposalId, async (tx, decidedBy) => {
    const proposal = await lockProposal(tx, proposalId);
    if (proposal?.stage !== 'proposed' || proposal.proposedBy !== decidedBy) return false;
    await endProposal(tx, proposal, { stage: 'withdrawn', decidedBy });
    return true;
  });
