import { z } from 'zod';
import { type CompanyChoice, findCompanies, searchCompanies } from '../../../db/group-viewers.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import {
  COMPANIES_AT_LEAST,
  COMPANIES_AT_MOST,
  type CompaniesProblem,
  problemOfCompanies,
} from '../../../domain/group-viewer.ts';
import {
  type PersonalDetails,
  type PersonalDetailsFieldKey,
  parsePersonalDetails,
} from '../../../domain/personal-details.ts';
import { parseProse } from '../../../domain/prose.ts';
import type { FormValues } from '../../answer.ts';
import type { Context } from '../../context.ts';

export type RequestErrors = FieldErrors<PersonalDetailsFieldKey | 'companies' | 'home' | 'note'>;

/** What the form asks for, as the table wants it. */
export interface Wish {
  requestId: string;
  home: string;
  companies: string[];
  note: string;
  /** Only for a new ID. */
  person?: PersonalDetails;
}

export const NOTE_AT_MOST = 500;

/** A company's box: its name carries the code, for a form of ours never repeats a name. */
export const boxOf = (insuredCode: string) => `company-${insuredCode}`;
const chosenCodes = (form: FormValues): string[] =>
  Object.keys(form).flatMap((name) => /^company-([0-9]{9})$/.exec(name)?.[1] ?? []);

/** The companies that the form shows: the chosen ones, then those of the search that are not among them. */
export async function listedCompanies(
  c: Context,
  form: FormValues,
): Promise<{ chosen: CompanyChoice[]; found: CompanyChoice[] }> {
  const { db } = c.var.services;
  const [chosen, found] = await Promise.all([
    findCompanies(db, chosenCodes(form)),
    searchCompanies(db, form.q ?? ''),
  ]);
  const codes = new Set(chosen.map(({ insuredCode }) => insuredCode));
  return { chosen, found: found.filter(({ insuredCode }) => !codes.has(insuredCode)) };
}

/**
 * Reads the form for a new ID, or with `home` for other companies of an ID that begins with it. `known` are the chosen
 * companies that exist.
 */
export function parseWish(
  form: FormValues,
  known: readonly CompanyChoice[],
  home?: string,
): { wish: Wish } | { errors: RequestErrors } {
  const companies = known.map(({ insuredCode }) => insuredCode);
  const wanted = home ?? form.home ?? '';
  const person = home ? undefined : parsePersonalDetails(form);
  const note = parseProse(form.note ?? '', NOTE_AT_MOST);
  const problem = problemOfCompanies(companies, wanted);
  const errors: RequestErrors = {
    ...(person && 'errors' in person ? person.errors : {}),
    ...(problem ? companiesErrors(problem, wanted, home !== undefined) : {}),
    ...('error' in note ? { note: note.error } : {}),
  };
  if (Object.keys(errors).length > 0 || 'error' in note) return { errors };
  return {
    wish: {
      requestId: z.uuid().catch(crypto.randomUUID()).parse(form.requestId),
      home: wanted,
      companies,
      note: note.value,
      ...(person ? { person: person.values as PersonalDetails } : {}),
    },
  };
}

const tooFew = `閲覧する保険利用者を${COMPANIES_AT_LEAST}件以上選択してください。`;
const tooMany = `閲覧する保険利用者は${COMPANIES_AT_MOST}件までです。`;

function companiesErrors(problem: CompaniesProblem, home: string, homeIsFixed: boolean): RequestErrors {
  if (problem === 'tooFew') return { companies: tooFew };
  if (problem === 'tooMany') return { companies: tooMany };
  if (homeIsFixed) return { companies: `IDの先頭9桁である${home}は外せません。` };
  return { home: '選択した保険利用者のうち、IDの先頭9桁にするものを選択してください。' };
}
