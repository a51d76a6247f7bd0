import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ApprovalRule,
  alwaysNeedsTwo,
  approvalsNeeded,
  needsTwoApprovals,
  ownRule,
  refusalOfRuleDecision,
} from '../../domain/approval-rule.ts';
import { fieldsOf, type InsuredPartyKind } from '../../domain/insured-party.ts';

const two = [
  'name',
  'nameKana',
  'nameEnglish',
  'corporateNumber',
  'representativeTitle',
  'representativeName',
  'representativeKana',
];
const address = ['postalCode', 'prefecture', 'city', 'street', 'building', 'addressEnglish'];

describe('two different approvers', () => {
  test('decide on name, corporate number, representative and the head office address', () => {
    for (const key of [...two, ...address])
      expect(approvalsNeeded('headOffice', [key], ownRule), key).toBe(2);
  });

  test('are not needed for anything else, nor for the address of a branch', () => {
    for (const { key } of fieldsOf('headOffice'))
      if (![...two, ...address].includes(key))
        expect(approvalsNeeded('headOffice', [key], ownRule), key).toBe(1);
    for (const key of address) expect(approvalsNeeded('branch', [key], ownRule), key).toBe(1);
    expect(needsTwoApprovals('branch', ['name'], ownRule)).toBe(true);
  });

  test('are needed as soon as one of several changes asks for them', () => {
    expect(needsTwoApprovals('headOffice', ['phone', 'fax', 'street'], ownRule)).toBe(true);
    expect(needsTwoApprovals('headOffice', ['phone', 'fax'], ownRule)).toBe(false);
  });

  test('are needed for what the institution added, for the kind it was added to', () => {
    const rule: ApprovalRule = { headOffice: ['contactEmail'], branch: ['street'] };
    expect(needsTwoApprovals('headOffice', ['contactEmail'], rule)).toBe(true);
    expect(needsTwoApprovals('branch', ['contactEmail'], rule)).toBe(false);
    expect(needsTwoApprovals('branch', ['street'], rule)).toBe(true);
  });
});

test('no rule goes below the minimum of the product, whatever it says', () => {
  const kinds: InsuredPartyKind[] = ['headOffice', 'branch'];
  const keys = (kind: InsuredPartyKind) => fc.subarray(fieldsOf(kind).map(({ key }) => key));
  const anyRule = fc.record({ headOffice: keys('headOffice'), branch: keys('branch') });
  fc.assert(
    fc.property(
      anyRule,
      fc.constantFrom(...kinds).chain((kind) => fc.tuple(fc.constant(kind), keys(kind))),
      (rule, [kind, changed]) => {
        if (changed.some((key) => alwaysNeedsTwo(kind, key)))
          expect(approvalsNeeded(kind, changed, rule)).toBe(2);
        expect(approvalsNeeded(kind, changed, rule)).toBeGreaterThanOrEqual(
          approvalsNeeded(kind, changed, ownRule),
        );
      },
    ),
  );
});

test('nobody decides a rule that they proposed, and nobody decides one twice', () => {
  const proposal = { stage: 'proposed', proposedBy: 'supervisor1' } as const;
  expect(refusalOfRuleDecision(proposal, 'supervisor1')).toBe('ownProposal');
  expect(refusalOfRuleDecision(proposal, 'approver1')).toBeUndefined();
  for (const stage of ['confirmed', 'refused', 'withdrawn'] as const)
    expect(refusalOfRuleDecision({ ...proposal, stage }, 'approver1')).toBe('closed');
});
