/** In whose name staff decide: as themselves, or as the stand-in (代行者) of somebody who is away. */
import { type Principal, principalsOf } from '../../db/stand-ins.ts';
import { formatCalendarDate } from '../../domain/calendar-date.ts';
import { mayStaff, type StaffRight } from '../access.ts';
import type { FormValues } from '../answer.ts';
import type { Context } from '../context.ts';
import { radioGroup } from '../fields.ts';
import type { Html } from '../html.ts';

/** As rows about the act keep it. */
export interface Capacity {
  principalId: string | null;
  principalName: string | null;
  standInPeriodId: string | null;
}

const asThemselves: Capacity = { principalId: null, principalName: null, standInPeriodId: null };

const NAME = 'actingFor';

/** For whom one may take a decision today, of those who hold its right themselves. */
export const principalsWith = async (c: Context, right: StaffRight): Promise<Principal[]> =>
  (await principalsOf(c.var.services.db, c.var.staff.staffId, new Date())).filter((principal) =>
    mayStaff(principal, right),
  );

/** Asks in whose name; nothing where there is no choice. `principals` are those for whom this decision is possible. */
export const capacityField = (
  principals: readonly Principal[],
  input: FormValues = {},
  id = NAME,
): Html | undefined =>
  principals.length === 0
    ? undefined
    : radioGroup({
        name: NAME,
        id,
        label: '決裁の立場',
        mark: false,
        value: input[NAME] ?? '',
        options: [
          { value: '', text: '自分として' },
          ...principals.map(({ staffId, name, untilDate }) => ({
            value: staffId,
            text: `${name}の代行として`,
            help: `代行の期間 ${formatCalendarDate(untilDate)}まで`,
          })),
        ],
      });

/** Reads the choice among those whom one represents now; undefined where one does not represent the chosen one (any more). */
export function readCapacity(form: FormValues, principals: readonly Principal[]): Capacity | undefined {
  const chosen = form[NAME] ?? '';
  if (chosen === '') return asThemselves;
  const principal = principals.find(({ staffId }) => staffId === chosen);
  return (
    principal && {
      principalId: principal.staffId,
      principalName: principal.name,
      standInPeriodId: principal.periodId,
    }
  );
}

/** Whether a step that is there was made in the same name. */
export const isSameCapacity = (
  step: { principalId: string | null },
  wanted: { principalId?: string | null },
) => step.principalId === (wanted.principalId ?? null);

/** The words after a name for whom somebody acted; nothing where they acted as themselves. */
export const forWhom = ({ principalName }: { principalName: string | null }): string =>
  principalName ? `（${principalName}の代行）` : '';
