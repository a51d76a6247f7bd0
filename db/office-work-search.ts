import { inArray, type SQL, sql } from 'drizzle-orm';
import {
  beginningOfNumber,
  parseApplicationNumber,
  parseRegistrationNumber,
} from '../domain/application-number.ts';
import { parseText, toKatakana } from '../domain/text.ts';
import type { Db } from './client.ts';
import { likeLiteral } from './like-literal.ts';
import type { Work } from './office-work.ts';
import { insuredParties } from './schema/insured-parties.ts';

/** What was typed into the one box for everything that people have at hand, as the database can be asked for it. */
export type WorkSearch =
  /** Whole numbers, as read out over the telephone. */
  | { numbers: string[] }
  /** The first characters of one. */
  | { beginning: string }
  /** The beginning of an insured code, or a part of a name or reading; `codes` are the companies found by it. */
  | { text: string; codes: string[] | 'many' };

/** Of more companies no list is made: the database then looks at each piece of work instead. */
const COMPANIES_LISTED_AT_MOST = 2000;

/** Understands what was typed; undefined for nothing. */
export async function searchFor(db: Db, query: string): Promise<WorkSearch | undefined> {
  if (!query) return undefined;
  const numbers = [parseApplicationNumber(query), parseRegistrationNumber(query)].filter(
    (number) => number !== undefined,
  );
  if (numbers.length > 0) return { numbers };
  const beginning = beginningOfNumber(query);
  if (beginning) return { beginning };
  const parsed = parseText(query);
  const text = 'value' in parsed ? parsed.value : query;
  const found = await db
    .select({ code: insuredParties.insuredCode })
    .from(insuredParties)
    .where(isCalled(text))
    .limit(COMPANIES_LISTED_AT_MOST + 1);
  return {
    text,
    codes: found.length > COMPANIES_LISTED_AT_MOST ? 'many' : found.map(({ code }) => code),
  };
}

const isCalled = (text: string): SQL => sql`(${insuredParties.insuredCode} like ${`${likeLiteral(text)}%`}
  or ${insuredParties.name} ilike ${`%${likeLiteral(text)}%`}
  or ${insuredParties.nameKana} like ${`%${likeLiteral(toKatakana(text))}%`}
  or ${insuredParties.nameEnglish} ilike ${`%${likeLiteral(text)}%`})`;

/** Whether a piece of work is what was looked for. */
export function isFound(work: Work, search: WorkSearch): SQL {
  if ('numbers' in search) return inArray(work.number, search.numbers);
  if ('beginning' in search) return sql`${work.number} like ${`${likeLiteral(search.beginning)}%`}`;
  const { text, codes } = search;
  const company =
    codes === 'many'
      ? sql`${work.insuredCode} in (select ${insuredParties.insuredCode} from ${insuredParties} where ${isCalled(text)})`
      : sql`${work.insuredCode} = any(${sql.param(codes)}::text[])`;
  return sql`(${company} or ${work.ownNames} ilike ${`%${likeLiteral(text)}%`}
    or ${work.ownNames} like ${`%${likeLiteral(toKatakana(text))}%`})`;
}
