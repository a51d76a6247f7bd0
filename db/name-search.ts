/** How companies and people are found by what a caller says of them; the functions stand in a migration, with their reasons in decision 116. */
import { between, or, type SQL, sql } from 'drizzle-orm';
import { type CodeOrName, rangeOf } from '../domain/company-search.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { registrations } from './schema/registrations.ts';
import { webUsers } from './schema/web-users.ts';

/** `index`: word for word the expression of a GIN index. */
const beginsAs = (index: SQL, text: string): SQL => sql`${index} @@ (select search_begins(${text}))`;

/** By a part of a name or of its reading. */
export const isCompanyCalled = (text: string): SQL =>
  beginsAs(
    sql`search_parts(${insuredParties.name}, ${insuredParties.nameKana}, ${insuredParties.nameEnglish})`,
    text,
  );

/** By the family name, the given name, or both. */
export const isUserCalled = (text: string): SQL =>
  beginsAs(sql`search_words(${webUsers.name}, ${webUsers.kana})`, text);

/** By a part of what a registration calls the company and its administrator, or of the code that it states. */
export const isRegistrationCalled = (text: string): SQL =>
  beginsAs(
    sql`search_parts(${registrations.insuredCode}, ${registrations.details} ->> 'name', ${registrations.details} ->> 'nameKana', ${registrations.details} ->> 'nameEnglish', ${registrations.administrator} ->> 'name')`,
    text,
  );

export const hasInsuredCode = (begins: string): SQL =>
  between(insuredParties.insuredCode, ...rangeOf(begins, 9));

export const isCompany = ({ begins, name }: CodeOrName): SQL | undefined =>
  or(begins ? hasInsuredCode(begins) : undefined, isCompanyCalled(name));
