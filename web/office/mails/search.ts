import type { MailSearch, MailState } from '../../../db/mail-search.ts';
import type { MailKind } from '../../../db/schema/mail-log.ts';
import { parseApplicationNumber, parseRegistrationNumber } from '../../../domain/application-number.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import type { FormValues } from '../../answer.ts';
import { mailKindText } from '../change-applications/history.ts';
import { readPeriod } from '../period.ts';
import { HOME, mailStateText } from './texts.ts';

type SearchKey = keyof MailSearch;
const keys = ['recipient', 'reference', 'kind', 'state', 'from', 'to'] as const satisfies SearchKey[];

export interface ReadSearch {
  /** As typed, of the fields that were. */
  typed: FormValues;
  search: MailSearch;
  errors: FieldErrors<SearchKey>;
}

/** Reads the address; kinds and states that there are not count as not said. */
export function readSearch(query: Readonly<Record<string, string | undefined>>): ReadSearch {
  const typed = Object.fromEntries(
    keys.flatMap((key) => {
      const text = textOf(query[key]);
      return text ? [[key, text]] : [];
    }),
  );
  const { days, errors } = readPeriod(typed);
  return {
    typed,
    errors,
    search: {
      recipient: typed.recipient?.normalize('NFKC'),
      reference: typed.reference && referenceIn(typed.reference),
      kind: kinds.find((kind) => kind === typed.kind),
      state: states.find((state) => state === typed.state),
      ...days,
    },
  };
}

export const kinds = Object.keys(mailKindText) as MailKind[];
export const states = Object.keys(mailStateText) as MailState[];

const textOf = (raw: string | undefined) =>
  [...(raw ?? '').replace(/\p{Cc}/gu, ' ').trim()].slice(0, 254).join('');

/** A number as it is kept, however it was typed; anything else as it stands. */
const referenceIn = (typed: string) =>
  parseApplicationNumber(typed) ?? parseRegistrationNumber(typed) ?? typed.normalize('NFKC');

/** The address of a page of results. */
export function searchHref({ typed }: Pick<ReadSearch, 'typed'>, before?: string): string {
  const query = new URLSearchParams({ ...typed, ...(before ? { before } : {}) });
  return query.size > 0 ? `${HOME}?${query}` : HOME;
}
