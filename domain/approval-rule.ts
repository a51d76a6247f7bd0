/**
 * 承認ルール: which fields of an insured party need two approvers when they change. What the product itself demands always
 * holds; the institution can only add to it, and adding takes two people as well.
 */
import { fieldsOf, type InsuredPartyFieldKey, type InsuredPartyKind } from './insured-party.ts';

/** Fields that need two approvers beside those that always do. */
export type ApprovalRule = Readonly<Record<InsuredPartyKind, readonly InsuredPartyFieldKey[]>>;

/** What holds before anything was added. */
export const ownRule: ApprovalRule = { headOffice: [], branch: [] };

/**
 * The product's own minimum: name, corporate number, representative and head-office address. A name is its Japanese form,
 * reading and English form alike (payments and foreign papers are matched on the latter two), a representative also their
 * title, an address every part of it. A branch's own address takes one approver.
 */
export const alwaysNeedsTwo = (kind: InsuredPartyKind, key: string): boolean =>
  identifying.has(key) || (kind === 'headOffice' && addressKeys.has(key));

/** Whether a change of these fields takes two different approvers. */
export const needsTwoApprovals = (
  kind: InsuredPartyKind,
  changed: readonly string[],
  rule: ApprovalRule,
): boolean => changed.some((key) => alwaysNeedsTwo(kind, key) || rule[kind].some((added) => added === key));

/** The same as a number, as applications keep it. */
export const approvalsNeeded = (
  kind: InsuredPartyKind,
  changed: readonly string[],
  rule: ApprovalRule,
): 1 | 2 => (needsTwoApprovals(kind, changed, rule) ? 2 : 1);

/** The fields of a kind to which the institution can demand a second approver. */
export const addableFields = (kind: InsuredPartyKind): InsuredPartyFieldKey[] =>
  fieldsOf(kind)
    .map(({ key }) => key)
    .filter((key) => !alwaysNeedsTwo(kind, key));

/** What a proposal changes for one kind of insured party. */
export const ruleDifference = (kind: InsuredPartyKind, before: ApprovalRule, after: ApprovalRule) => ({
  added: after[kind].filter((key) => !before[kind].includes(key)),
  removed: before[kind].filter((key) => !after[kind].includes(key)),
});

export const isSameRule = (one: ApprovalRule, other: ApprovalRule): boolean =>
  (['headOffice', 'branch'] as const).every((kind) => {
    const { added, removed } = ruleDifference(kind, one, other);
    return added.length + removed.length === 0;
  });

const identifying: ReadonlySet<string> = new Set<InsuredPartyFieldKey>([
  'name',
  'nameKana',
  'nameEnglish',
  'corporateNumber',
  'representativeTitle',
  'representativeName',
  'representativeKana',
]);

const addressKeys: ReadonlySet<string> = new Set<InsuredPartyFieldKey>([
  'postalCode',
  'prefecture',
  'city',
  'street',
  'building',
  'addressEnglish',
]);

/** A proposal, and what became of it. */
export type ApprovalRuleStage = 'proposed' | 'confirmed' | 'refused' | 'withdrawn';

export const approvalRuleStageText: Record<ApprovalRuleStage, string> = {
  proposed: '決裁待ち',
  confirmed: '決裁済み',
  refused: '却下',
  withdrawn: '取下げ',
};

export type ApprovalRuleRefusal = 'closed' | 'ownProposal';

/** Why `staffId` cannot decide this proposal; undefined where they can. Nobody decides what they proposed. */
export function refusalOfRuleDecision(
  proposal: { stage: ApprovalRuleStage; proposedBy: string },
  staffId: string,
): ApprovalRuleRefusal | undefined {
  if (proposal.stage !== 'proposed') return 'closed';
  return proposal.proposedBy === staffId ? 'ownProposal' : undefined;
}
