import { type CalendarDate, formatCalendarDate, parseCalendarDate } from '../../../domain/calendar-date.ts';
import { type DecisionReason, decisionReasons } from '../../../domain/change-application.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { FieldChoices } from '../../../domain/moved-fields.ts';
import type { Parsed } from '../../../domain/text.ts';
import type { FormValues } from '../../answer.ts';
import { readReason } from '../reason-fields.ts';
import { parseChoices } from './field-choices.ts';
import type { Examined } from './panel-state.ts';

/** A decision as the domain wants it. */
export type Decision =
  | { kind: 'approved'; effectiveOn: CalendarDate | null; choices: FieldChoices | null }
  | { kind: 'returned' | 'rejected'; reasonCode: DecisionReason; reasonText: string };
export type DecisionKind = Decision['kind'];
export type DecisionErrors = FieldErrors<string>;

/**
 * Reads a decision about an application. `undefined` where no button of ours was pressed. An effective date may lie
 * between `today` in Tokyo and a year from it; left empty, the change is applied at once.
 */
export function parseDecision(
  form: FormValues,
  today: CalendarDate,
  compared: Pick<Examined, 'application' | 'party'>,
): { decision: Decision } | { kind: DecisionKind; errors: DecisionErrors } | undefined {
  switch (form.kind) {
    case 'approved':
      return parseApproval(form, today, compared);
    case 'returned':
    case 'rejected':
      return parseRefusal(form.kind, form);
    default:
      return undefined;
  }
}

function parseApproval(
  form: FormValues,
  today: CalendarDate,
  compared: Parameters<typeof parseChoices>[1],
): { decision: Decision } | { kind: 'approved'; errors: DecisionErrors } {
  const date = parseEffectiveDate(form.effectiveOn ?? '', today);
  const chosen = parseChoices(form, compared);
  if ('error' in date || 'errors' in chosen)
    return {
      kind: 'approved',
      errors: {
        ...('errors' in chosen ? chosen.errors : {}),
        ...('error' in date ? { effectiveOn: date.error } : {}),
      },
    };
  return { decision: { kind: 'approved', effectiveOn: date.value, choices: chosen.choices } };
}

function parseEffectiveDate(typed: string, today: CalendarDate): Parsed<CalendarDate | null> {
  if (typed.trim() === '') return { value: null };
  const date = parseCalendarDate(typed);
  if ('error' in date) return date;
  const error = outOfRange(date.value, today);
  return error ? { error } : date;
}

function outOfRange(date: CalendarDate, today: CalendarDate): string | undefined {
  if (date < today) return '適用日には本日以降の日付を入力してください。';
  const last = latestEffectiveDate(today);
  return date > last
    ? `適用日は1年以内（${formatCalendarDate(last)}まで）の日付を入力してください。`
    : undefined;
}

/** The same day next year; for 29 February the 28th. */
export function latestEffectiveDate(today: CalendarDate): CalendarDate {
  const day = today.slice(4).replace('-02-29', '-02-28');
  return `${Number(today.slice(0, 4)) + 1}${day}` as CalendarDate;
}

function parseRefusal(kind: 'returned' | 'rejected', form: FormValues) {
  const reason = readReason(form, decisionReasons);
  return 'errors' in reason ? { kind, ...reason } : { decision: { kind, ...reason } };
}
