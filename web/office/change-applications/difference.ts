import type {
  ChangeApplication,
  ChangeApplicationStep,
  Changes,
} from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { isUndecided } from '../../../domain/change-application.ts';
import { type FieldValue, fieldsOf, type InsuredPartyField } from '../../../domain/insured-party.ts';
import { movedFields } from '../../../domain/moved-fields.ts';
import { textDifference } from '../../../domain/text-difference.ts';
import { badge } from '../../components.ts';
import { attributes, type Html, html } from '../../html.ts';

/** Labels of the fields whose value on record has moved since the application was made, while that still matters. */
export function movedLabels({ stage, changes }: ChangeApplication, party: InsuredParty): string[] {
  if (!isUndecided(stage) && stage !== 'approved' && stage !== 'returned') return [];
  const moved = movedFields(party, changes);
  return fieldsOf(party.kind).flatMap(({ key, label }) => (moved.includes(key) ? [label] : []));
}

/** Field by field: as it was when applied for, as applied for, as it is on record now. */
export function differenceTable(
  application: ChangeApplication,
  party: InsuredParty,
  steps: ChangeApplicationStep[],
): Html {
  const { changes } = application;
  const previous = changesOfRoundBefore(application, steps);
  const moved = new Set(movedLabels(application, party));
  const changed = fieldsOf(party.kind).filter(({ key }) => key in changes);
  const dropped = fieldsOf(party.kind).filter(({ key }) => previous && key in previous && !(key in changes));
  return html`<table class="summary difference" data-mode="difference">
    <thead><tr><th scope="col">項目</th><th scope="col">申込時の登録</th><th scope="col">申込内容</th><th scope="col">現在の登録</th></tr></thead>
    <tbody>${changed.map((field) => {
      const { before, requested } = changes[field.key] ?? { before: null, requested: null };
      return html`<tr${attributes({ 'data-moved': moved.has(field.label) })}>
        <th scope="row">${field.label}</th>
        <td data-label="申込時" class="before"><div>${marked(field, before, requested, 'del')}</div></td>
        <td data-label="申込内容" class="after"><div>${marked(field, requested, before, 'ins')}${previous && correction(field, requested, previous)}</div></td>
        <td data-label="現在"><div>${nowOnRecord(field, party[field.key] ?? null, { before, requested, moved: moved.has(field.label) })}</div></td>
      </tr>`;
    })}</tbody>
  </table>
  ${dropped.length > 0 && html`<p class="help">前回の申込みにあった変更のうち、今回はないもの：${dropped.map(({ label }) => label).join('、')}</p>`}`;
}

const nothing = html`<span class="nothing">登録なし</span>`;

function nowOnRecord(
  field: InsuredPartyField,
  now: FieldValue,
  { before, requested, moved }: { before: FieldValue; requested: FieldValue; moved: boolean },
): Html {
  if (moved)
    return html`<strong>${marked(field, now, before, 'ins')}</strong> ${badge('warning', '申込後に変更')}`;
  if (now === requested) return html`<span class="same">申込内容と同じ</span>`;
  if (now === before) return html`<span class="same">申込時と同じ</span>`;
  return html`${field.format(now) || nothing}`;
}

/** What was applied for in the round before, where this is a resubmission. */
function changesOfRoundBefore(
  { round }: ChangeApplication,
  steps: ChangeApplicationStep[],
): Changes | undefined {
  return steps.findLast((step) => step.round === round - 1 && step.changes !== null)?.changes ?? undefined;
}

function correction(field: InsuredPartyField, requested: FieldValue, previous: Changes): Html | undefined {
  const earlier = previous[field.key];
  if (!earlier) return html`<small class="note">今回追加された変更です</small>`;
  if (earlier.requested === requested) return undefined;
  return html`<small class="note">前回の申込み：${field.format(earlier.requested) || '登録なし'}</small>`;
}

/** The value with what differs from `other` marked: one wrong digit of thirteen is hard to see. Another value is not. */
function marked(
  field: InsuredPartyField,
  value: FieldValue,
  other: FieldValue,
  element: 'ins' | 'del',
): Html {
  const [text, against] = [field.format(value), field.format(other)];
  if (!text) return nothing;
  const parts =
    element === 'ins' ? textDifference(against, text).after : textDifference(text, against).before;
  if (field.options.length > 0 || parts.every(({ changed }) => changed)) return html`${text}`;
  return html`${parts.map((part) => (part.changed ? changedPart[element](part.text) : part.text))}`;
}

const changedPart = {
  ins: (text: string) => html`<ins>${text}</ins>`,
  del: (text: string) => html`<del>${text}</del>`,
};
