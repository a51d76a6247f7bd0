import type { FieldErrors } from '../../../domain/field.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { REASON_AT_MOST } from '../../../domain/reason-template.ts';
import { type RegistrationReason, registrationReasons } from '../../../domain/registration.ts';
import type { FormValues } from '../../answer.ts';

export type Decision =
  | { kind: 'approved' }
  | { kind: 'rejected'; reasonCode: RegistrationReason; reasonText: string };
export type DecisionErrors = FieldErrors<'reasonCode' | 'reasonText'>;

/** Reads a decision. `undefined` where no button of ours was pressed. */
export function parseDecision(
  form: FormValues,
): { decision: Decision } | { errors: DecisionErrors } | undefined {
  if (form.kind === 'approved') return { decision: { kind: 'approved' } };
  if (form.kind !== 'rejected') return undefined;
  const errors: DecisionErrors = {};
  const { reasonCode = '' } = form;
  const text = parseRequiredProse(
    form.reasonText ?? '',
    REASON_AT_MOST,
    '申込者への説明を入力してください。',
  );
  if (!isReason(reasonCode)) errors.reasonCode = '理由を選択してください。';
  if ('error' in text) errors.reasonText = text.error;
  if (!isReason(reasonCode) || 'error' in text) return { errors };
  return { decision: { kind: 'rejected', reasonCode, reasonText: text.value } };
}

const isReason = (code: string): code is RegistrationReason => Object.hasOwn(registrationReasons, code);
