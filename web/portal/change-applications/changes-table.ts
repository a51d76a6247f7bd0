import type { Changes } from '../../../db/schema/change-applications.ts';
import { fieldsOf, type InsuredPartyKind } from '../../../domain/insured-party.ts';
import { summaryTable } from '../../components.ts';
import type { Html } from '../../html.ts';

/** What is applied for: field by field, before and after. */
export const changesTable = (kind: InsuredPartyKind, changes: Changes): Html =>
  summaryTable(
    fieldsOf(kind).flatMap((field) => {
      const change = changes[field.key];
      if (!change) return [];
      return [
        {
          label: field.label,
          before: field.format(change.before),
          value: field.format(change.requested),
        },
      ];
    }),
    { mode: 'difference', caption: '変更する項目' },
  );
