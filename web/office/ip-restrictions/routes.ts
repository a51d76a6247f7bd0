import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { findCompanies } from '../../../db/group-viewers.ts';
import { findIpRestriction, listIpRestrictions } from '../../../db/ip-restrictions.ts';
import { listMeasures } from '../../../db/measures.ts';
import { parseProse } from '../../../domain/prose.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { companyPage } from './company-page.ts';
import { lift } from './lift.ts';
import { listPage } from './list-page.ts';

/** IPアドレス制限 of companies: who has one, and 解除 for those who cannot get in any more. */
export const ipRestrictionsOffice = new Hono<AppEnv>()
  .use(requireStaffRight('ipRestrictions:see'))

  .get('/', async (c) => c.html(listPage(c, await listIpRestrictions(c.var.services.db))))

  .get('/:insuredCode', async (c) => show(c))

  .post('/:insuredCode/lift', requireStaffRight('ipRestrictions:lift'), async (c) => {
    const { reasonText = '' } = await readForm(c);
    const reason = parseProse(reasonText, REASON_AT_MOST);
    const error =
      'error' in reason ? reason.error : reason.value ? undefined : '解除の理由を入力してください。';
    if (error || 'error' in reason) return show(c, { reasonText, error }, 422);
    const insuredCode = c.req.param('insuredCode');
    await found(c);
    const isLifted = await lift(c, insuredCode, reason.value);
    return isLifted
      ? redirectTo(c, `/office/ip-restrictions/${insuredCode}`)
      : show(c, { wasOff: true }, 409);
  });

const REASON_AT_MOST = 1000;

export interface LiftState {
  reasonText?: string;
  error?: string | undefined;
  /** Nothing was lifted, since it was off already. */
  wasOff?: boolean;
}

async function found(c: Context) {
  const [company] = await findCompanies(c.var.services.db, [c.req.param('insuredCode') ?? '']);
  if (!company) throw new HTTPException(404);
  return company;
}

async function show(c: Context, state: LiftState = {}, status: 200 | 409 | 422 = 200) {
  const { db } = c.var.services;
  const company = await found(c);
  const [restriction, measures] = await Promise.all([
    findIpRestriction(db, company.insuredCode),
    listMeasures(db, company.insuredCode),
  ]);
  const lifts = measures.filter(({ measure }) => measure === 'ipRestrictionLifted');
  return c.html(companyPage(c, { company, restriction, lifts }, state), status);
}
