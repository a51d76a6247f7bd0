import { HTTPException } from 'hono/http-exception';
import { type CompanyOverview, findCompany, findCompanyUser } from '../../../db/companies.ts';
import type { Context } from '../../context.ts';
import { recordView } from '../staff-act.ts';
import type { Target, UserTarget } from './acts.ts';

/** The company of the path, recorded as looked at; a code that nobody has is not there. */
export async function openCompany(c: Context): Promise<CompanyOverview> {
  const overview = await companyOf(c);
  await recordView(c, 'companyViewed', overview.company.insuredCode);
  return overview;
}

/** The user of the path with their company, recorded as looked at. */
export async function openUser(c: Context): Promise<UserTarget> {
  const overview = await companyOf(c);
  const { insuredCode } = overview.company;
  const user = await findCompanyUser(c.var.services.db, insuredCode, c.req.param('webUserId') ?? '');
  if (!user) throw new HTTPException(404);
  await recordView(c, 'userViewed', user.webUserId);
  return { overview, user };
}

export const openTarget = async (c: Context): Promise<Target> => ({ overview: await openCompany(c) });

async function companyOf(c: Context): Promise<CompanyOverview> {
  const overview = await findCompany(c.var.services.db, c.req.param('insuredCode') ?? '');
  if (!overview) throw new HTTPException(404);
  return overview;
}
