import { createHash } from 'node:crypto';
import type { FieldErrors } from '../../../domain/field.ts';
import { fieldsOf, type InsuredPartyField } from '../../../domain/insured-party.ts';
import {
  type FieldChoices,
  fieldsToDecide,
  keptFields,
  onRecord,
  type Taken,
} from '../../../domain/moved-fields.ts';
import type { FormValues } from '../../answer.ts';
import { radioGroup } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import type { Examined, PanelState } from './panel-state.ts';
import { approvalsOf } from './take-step.ts';

type Compared = Pick<Examined, 'application' | 'party'>;

/** The fields about which an approver has to decide one by one, in the order of the screens. */
export function openFields({ application, party }: Compared): InsuredPartyField[] {
  const open = new Set(fieldsToDecide(party, application.changes));
  return fieldsOf(party.kind).filter(({ key }) => open.has(key));
}

/** What the record is in the fields applied for, as a token: a form that saw another record is not acted upon. */
export function recordToken({ application, party }: Compared): string {
  const values = Object.keys(application.changes)
    .sort()
    .map((key) => [key, onRecord(party, key)]);
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22);
}

export const choiceName = (key: string) => `choice-${key}`;

const isTaken = (value: string | undefined): value is Taken => value === 'requested' || value === 'current';

/** Reads what was decided about each open field; null where there is none. */
export function parseChoices(
  form: FormValues,
  compared: Compared,
): { choices: FieldChoices | null } | { errors: FieldErrors<string> } {
  const open = openFields(compared);
  const missing = open.filter(({ key }) => !isTaken(form[choiceName(key)]));
  if (missing.length > 0) return { errors: errorsOf(missing, 'どちらかを選択してください。') };
  const choices: FieldChoices = Object.fromEntries(
    open.map(({ key }) => [
      key,
      { now: onRecord(compared.party, key), take: form[choiceName(key)] as Taken },
    ]),
  );
  const asked = Object.keys(compared.application.changes).length;
  if (keptFields(choices).length === asked) return { errors: errorsOf(open.slice(0, 1), nothingTaken) };
  return { choices: open.length > 0 ? choices : null };
}

const nothingTaken =
  'すべての項目を現在の登録のままにする場合は、承認ではなく、差戻しまたは却下をしてください。';
const errorsOf = (fields: InsuredPartyField[], message: string): FieldErrors<string> =>
  Object.fromEntries(fields.map(({ key }) => [choiceName(key), message]));

/** One question a field; nothing where nothing has moved. */
export function choiceFields(examined: Examined, { input = {}, errors = {} }: PanelState): Html | undefined {
  const open = openFields(examined);
  if (open.length === 0) return undefined;
  return html`<div class="field-choices">
    <h3>申込みの後に登録が変わった項目</h3>
    <p class="help">項目ごとに、どちらの内容で登録するかを選んでください。</p>
    ${open.map((field) => {
      const name = choiceName(field.key);
      const { requested = null } = examined.application.changes[field.key] ?? {};
      const now = onRecord(examined.party, field.key);
      return radioGroup({
        name,
        label: field.label,
        required: true,
        value: input[name],
        error: errors[name],
        help: earlierChoice(examined, field),
        options: [
          { value: 'requested', text: '申込内容にする', help: field.format(requested) || '登録なし' },
          { value: 'current', text: '現在の登録のままにする', help: field.format(now) || '登録なし' },
        ],
      });
    })}
  </div>`;
}

export const takenText: Record<Taken, string> = {
  requested: '申込内容にする',
  current: '現在の登録のままにする',
};

/** What the first approver chose, who decides no less than the second; the last choice counts. */
function earlierChoice({ application, party, steps }: Examined, { key, format }: InsuredPartyField) {
  const first = approvalsOf(application, steps).at(-1);
  if (!first) return undefined;
  const choice = first.choices?.[key];
  if (!choice) return `1人目（${first.actorName}）の承認の後に変わりました。`;
  const moved = choice.now !== onRecord(party, key);
  return `1人目（${first.actorName}）：${takenText[choice.take]}${moved ? `。その後「${format(choice.now) || '登録なし'}」から変わりました` : ''}`;
}
