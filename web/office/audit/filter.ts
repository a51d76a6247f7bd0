import type { StaffEventFilter } from '../../../db/staff-events.ts';
import { parseApplicationNumber, parseRegistrationNumber } from '../../../domain/application-number.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import { isStaffOperation } from '../../../domain/staff-operation.ts';
import { readPeriod } from '../period.ts';

const keys = ['from', 'to', 'staff', 'operation', 'subject', 'address'] as const;
type Key = (typeof keys)[number];

export interface ReadFilter {
  /** As typed, of the fields that were. */
  typed: Partial<Record<Key, string>>;
  filter: StaffEventFilter;
  errors: FieldErrors<'from' | 'to'>;
}

/** Reads the address; what it does not know counts as not said. */
export function readFilter(query: Readonly<Record<string, string | undefined>>): ReadFilter {
  const typed: ReadFilter['typed'] = {};
  for (const key of keys) {
    const text = [...(query[key] ?? '').replace(/\p{Cc}/gu, ' ').trim()].slice(0, 100).join('');
    if (text) typed[key] = text;
  }
  const { days, errors } = readPeriod(typed);
  return {
    typed,
    errors,
    filter: {
      ...days,
      staffId: typed.staff,
      operation: operationIn(typed.operation),
      ...subjectIn(typed.subject),
      address: typed.address?.normalize('NFKC'),
    },
  };
}

function operationIn(text: string | undefined): StaffEventFilter['operation'] {
  if (text === 'views' || text === 'acts') return text;
  return text && isStaffOperation(text) ? text : undefined;
}

/** An insured code asks for everything about that company; anything else for what was done to just that. */
function subjectIn(text: string | undefined): Pick<StaffEventFilter, 'insuredCode' | 'subject'> {
  if (!text) return {};
  const plain = text.normalize('NFKC').replace(/[\s-]/g, '');
  if (/^[0-9]{9}$/.test(plain)) return { insuredCode: plain };
  if (/^[0-9]{12}$/.test(plain)) return { subject: plain };
  return { subject: parseApplicationNumber(text) ?? parseRegistrationNumber(text) ?? text.normalize('NFKC') };
}

export const HOME = '/office/audit';

/** The address of a page with the same filter, or of its file. */
export function auditHref(
  { typed }: Pick<ReadFilter, 'typed'>,
  before?: bigint,
  path: string = HOME,
): string {
  const said = new URLSearchParams({ ...typed, ...(before === undefined ? {} : { before: String(before) }) });
  return said.size > 0 ? `${path}?${said}` : path;
}
