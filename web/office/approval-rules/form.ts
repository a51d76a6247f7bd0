import { z } from 'zod';
import type { NewProposal } from '../../../db/approval-rules.ts';
import { type ApprovalRule, addableFields, isSameRule } from '../../../domain/approval-rule.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { InsuredPartyKind } from '../../../domain/insured-party.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import type { FormValues } from '../../answer.ts';

export type ProposalErrors = FieldErrors<'fields' | 'note'>;
export const NOTE_AT_MOST = 500;

/** A field's box: its name carries kind and field, for a form of ours never repeats a name. */
export const boxOf = (kind: InsuredPartyKind, key: string) => `${kind}-${key}`;

/** The rule that the ticked boxes make; what always needs two approvers has no box, and cannot be unticked. */
const ruleIn = (form: FormValues): ApprovalRule => ({
  headOffice: addableFields('headOffice').filter((key) => form[boxOf('headOffice', key)]),
  branch: addableFields('branch').filter((key) => form[boxOf('branch', key)]),
});

/** The boxes ticked for a rule. */
export const inputOf = (rule: ApprovalRule): FormValues =>
  Object.fromEntries(
    (['headOffice', 'branch'] as const).flatMap((kind) =>
      rule[kind].map((key) => [boxOf(kind, key), 'true']),
    ),
  );

export function parseProposal(
  form: FormValues,
  current: ApprovalRule,
): { proposal: Omit<NewProposal, 'proposedBy'> } | { errors: ProposalErrors } {
  const rule = ruleIn(form);
  const note = parseRequiredProse(form.note ?? '', NOTE_AT_MOST, '変更の理由を入力してください。');
  const errors: ProposalErrors = {};
  if (isSameRule(rule, current)) errors.fields = '現在のルールと同じです。変更する項目を選択してください。';
  if ('error' in note) errors.note = note.error;
  if (Object.keys(errors).length > 0 || 'error' in note) return { errors };
  const proposalId = z.uuid().catch(crypto.randomUUID()).parse(form.proposalId);
  return {
    proposal: {
      proposalId,
      headOffice: [...rule.headOffice],
      branch: [...rule.branch],
      note: note.value,
    },
  };
}
