import type { Changes } from '../../../db/schema/change-applications.ts';
import { fieldsOf, type InsuredPartyField, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import type { FieldChoices } from '../../../domain/moved-fields.ts';
import { summaryTable } from '../../components.ts';
import type { Html } from '../../html.ts';

/** What is applied for: field by field, before and after; and what stayed as it was on record, once that is decided. */
export const changesTable = (kind: InsuredPartyKind, changes: Changes, choices: FieldChoices = {}): Html =>
  summaryTable(
    fieldsOf(kind).flatMap((field) => {
      const change = changes[field.key];
      if (!change) return [];
      return [
        {
          label: field.label,
          before: field.format(change.before),
          value: field.format(change.requested),
          note: keptNote(field, choices[field.key]),
        },
      ];
    }),
    { mode: 'difference', caption: '変更する項目' },
  );

/** In the customer's words: which field was not taken over, what it is instead, and why. */
const keptNote = (
  { format }: Pick<InsuredPartyField, 'format'>,
  choice: FieldChoices[string] | undefined,
): string | undefined =>
  choice?.take === 'current'
    ? `反映していません。審査の間に登録情報が「${format(choice.now) || '登録なし'}」に変わったため、その登録のままとしました。`
    : undefined;
