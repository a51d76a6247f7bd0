import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { findCompany, findCompanyUser } from '../../../db/companies.ts';
import { findCompanyHits, findSearch, findUserHits, keepSearch } from '../../../db/company-search.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { admitRequest } from '../../../db/request-limits.ts';
import { type CompanySearch, exactlyMeant, parseCompanySearch } from '../../../domain/company-search.ts';
import { COMPANY_SEARCHES } from '../../../domain/request-limit.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { companyPath, HOME, userPath } from './paths.ts';
import { searchPage } from './search-page.ts';

/** The search. What is looked for is sent by POST and kept under an ID, so that no address of a page tells it. */
export const searchRoutes = new Hono<AppEnv>()
  .get('/', async (c) => {
    const searchId = c.req.query('search');
    return searchId === undefined ? c.html(searchPage(c, {})) : showResults(c, searchId);
  })

  .post('/searches', requireStaffRight('companies:search'), async (c) => {
    const { q = '' } = await readForm(c);
    const parsed = parseCompanySearch(q);
    if ('error' in parsed) return c.html(searchPage(c, { query: q, error: parsed.error }), 422);
    if (!(await isAdmitted(c))) return c.html(searchPage(c, { query: q, error: TOO_MANY }), 429);
    return redirectTo(c, (await openedDirectly(c, parsed.value)) ?? (await resultsOf(c, q, parsed.value)));
  });

const TOO_MANY =
  '短い時間に検索が繰り返されたため、受け付けを止めています。1分ほど待ってから、もう一度検索してください。';

/** Counts a search of this member of staff, so that nobody copies the customers by searching (ASVS V2.4.1). */
const isAdmitted = (c: Context): Promise<boolean> =>
  c.var.services.db.transaction((tx) =>
    admitRequest(tx, `company-search:${c.var.staff.staffId}`, COMPANY_SEARCHES, new Date()),
  );

/** Where a whole code, ID or corporate number leads, if there is just one. */
async function openedDirectly(c: Context, search: CompanySearch): Promise<string | undefined> {
  const { db } = c.var.services;
  const meant = exactlyMeant(search);
  if (meant?.webUserId)
    return (await findCompanyUser(db, meant.insuredCode, meant.webUserId)) && userPath(meant.webUserId);
  if (meant) return (await findCompany(db, meant.insuredCode)) && companyPath(meant.insuredCode);
  if (search.by !== 'corporateNumber') return undefined;
  const { rows, total } = await findCompanyHits(db, search, 1);
  return total === 1 && rows[0] ? companyPath(rows[0].insuredCode) : undefined;
}

/** Keeps the search; one for a mail address, which is about a person, is recorded with the address. */
async function resultsOf(c: Context, typed: string, search: CompanySearch): Promise<string> {
  const { staff, address, services } = c.var;
  const searchId = await services.db.transaction(async (tx) => {
    if (search.by === 'email')
      await recordStaffAct(tx, staff, 'searchedByEmail', { address, subject: search.email });
    return keepSearch(tx, staff.staffId, typed);
  });
  return `${HOME}?search=${searchId}`;
}

async function showResults(c: Context, id: string): Promise<Response> {
  const { db } = c.var.services;
  const searchId = z.uuid().safeParse(id).data;
  const typed = searchId && (await findSearch(db, c.var.staff.staffId, searchId));
  if (!searchId || !typed) return c.redirect(HOME, 303);
  const parsed = parseCompanySearch(typed);
  if ('error' in parsed) throw new HTTPException(404);
  const [companiesPage, usersPage] = [pageOf(c, 'companies'), pageOf(c, 'users')];
  const [companies, users] = await Promise.all([
    findCompanyHits(db, parsed.value, companiesPage),
    findUserHits(db, parsed.value, usersPage),
  ]);
  const results = { searchId, search: parsed.value, companies, users, companiesPage, usersPage };
  return c.html(searchPage(c, { query: typed, results }));
}

const pageOf = (c: Context, name: string): number =>
  z.coerce.number().int().min(1).max(100_000).catch(1).parse(c.req.query(name));
