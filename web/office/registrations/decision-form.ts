import type { FieldErrors } from '../../../domain/field.ts';
import { type RegistrationReason, registrationReasons } from '../../../domain/registration.ts';
import type { FormValues } from '../../answer.ts';
import { readReason } from '../reason-fields.ts';

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
  const reason = readReason(form, registrationReasons);
  return 'errors' in reason ? reason : { decision: { kind: 'rejected', ...reason } };
}
