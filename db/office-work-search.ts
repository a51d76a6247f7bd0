import { inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import {
  beginningOfNumber,
  parseApplicationNumber,
  parseRegistrationNumber,
} from '../domain/application-number.ts';
import { type CodeOrName, parseCodeOrName } from '../domain/company-search.ts';
import type { Db } from './client.ts';
import { likeLiteral } from './like-literal.ts';
import { isCompany, isRegistrationCalled } from './name-search.ts';
import type { Work } from './office-work.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { registrations } from './schema/registrations.ts';

/** What was typed into the one box for everything that people have at hand, as the database can be asked for it. */
export type WorkSearch =
  /** Whole numbers, as read out over the telephone. */
  | { numbers: string[] }
  /** The first characters of one. */
  | { beginning: string }
  /**
   * The beginning of an insured code, or a part of a name or reading; `codes` are the companies found by it, `registrations`
   * the numbers of those that call themselves so.
   */
  | { said: CodeOrName; codes: string[] | 'many'; registrations: string[] | 'many' };

/** Of more no list is made: the database then looks at each piece of work instead. */
const LISTED_AT_MOST = 2000;
/** Beyond so many, a list is no longer looked up one by one in an index. */
const LOOKED_UP_AT_MOST = 100;

/** Understands what was typed; undefined for nothing. */
export async function searchFor(db: Db, query: string): Promise<WorkSearch | undefined> {
  if (!query) return undefined;
  const numbers = [parseApplicationNumber(query), parseRegistrationNumber(query)].filter(
    (number) => number !== undefined,
  );
  if (numbers.length > 0) return { numbers };
  const beginning = beginningOfNumber(query);
  if (beginning) return { beginning };
  const parsed = parseCodeOrName(query);
  if ('error' in parsed) return { numbers: [] };
  const said = parsed.value;
  const [companies, itself] = await Promise.all([
    db
      .select({ found: insuredParties.insuredCode })
      .from(insuredParties)
      .where(isCompany(said))
      .limit(LISTED_AT_MOST + 1),
    db
      .select({ found: registrations.registrationNumber })
      .from(registrations)
      .where(isRegistrationCalled(said.name))
      .limit(LISTED_AT_MOST + 1),
  ]);
  return { said, codes: listed(companies), registrations: listed(itself) };
}

const listed = (rows: { found: string }[]): string[] | 'many' =>
  rows.length > LISTED_AT_MOST ? 'many' : rows.map(({ found }) => found);

/** Whether all that can be found is on a list so short that an index is asked for each. */
export function isLookedUp(search: WorkSearch): boolean {
  if ('said' in search) return isShort(search.codes) && isShort(search.registrations);
  return 'numbers' in search;
}

const isShort = (list: string[] | 'many') => list !== 'many' && list.length <= LOOKED_UP_AT_MOST;

/** A longer list is made a hash table: else it is gone through for each row, where a plan is kept for any list. */
const isOneOf = (column: SQLWrapper, list: string[]): SQL =>
  isShort(list)
    ? sql`${column} = any(${sql.param(list)}::text[])`
    : sql`${column} in (select unnest(${sql.param(list)}::text[]))`;

/** Whether a piece of work is what was looked for. */
export function isFound(work: Work, search: WorkSearch): SQL {
  if ('numbers' in search) return inArray(work.number, search.numbers);
  if ('beginning' in search) return sql`${work.number} like ${`${likeLiteral(search.beginning)}%`}`;
  const { said, codes, registrations: numbers } = search;
  const company =
    codes === 'many'
      ? sql`${work.insuredCode} in (select ${insuredParties.insuredCode} from ${insuredParties} where ${isCompany(said)})`
      : isOneOf(work.insuredCode, codes);
  if (numbers.length === 0) return company;
  const itself =
    numbers === 'many'
      ? sql`${work.number} in (select ${registrations.registrationNumber} from ${registrations} where ${isRegistrationCalled(said.name)})`
      : isOneOf(work.number, numbers);
  return sql`(${company} or ${itself})`;
}
