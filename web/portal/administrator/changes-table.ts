import { personalDetailsFields } from '../../../domain/personal-details.ts';
import { summaryTable } from '../../components.ts';
import type { Html } from '../../html.ts';
import type { DetailsChanges } from './draft.ts';
import { ipRestrictionRows } from './ip-restriction-review.ts';
import { oneTimePasswordRows } from './one-time-password-field.ts';

/** What is changed: item by item, before and after, in the order of the form. */
export const changesTable = (before: DetailsChanges, changes: DetailsChanges, note?: string): Html =>
  summaryTable(
    [
      ...personalDetailsFields.flatMap(({ key, label }) =>
        key !== 'emailAgain' && key in changes
          ? [
              {
                label,
                before: before[key],
                value: changes[key],
                changed: true,
                note: key === 'email' ? note : undefined,
              },
            ]
          : [],
      ),
      ...oneTimePasswordRows(changes),
      ...ipRestrictionRows(before, changes),
    ],
    { mode: 'difference' },
  );
