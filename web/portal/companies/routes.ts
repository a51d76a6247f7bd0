import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { recordAccess } from '../../../db/events.ts';
import { type CompanyChoice, companiesOf } from '../../../db/group-viewers.ts';
import { webUserSessions } from '../../../db/schema/sessions.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { companiesPage } from './views.ts';

/** The companies of a 全社閲覧用ID (manual 1), of which it looks at one at a time. */
export const companies = new Hono<AppEnv>()
  .use(requireUserRight('companies:switch'))

  .get('/', async (c) => c.html(companiesPage(c, await inSight(c))))

  .post('/selection', async (c) => {
    const { insuredCode } = await readForm(c);
    const chosen = (await inSight(c)).find((company) => company.insuredCode === insuredCode);
    if (!chosen) throw new HTTPException(404);
    await lookAt(c, chosen.insuredCode);
    return redirectTo(c, '/');
  });

const inSight = async (c: Context): Promise<CompanyChoice[]> =>
  (await companiesOf(c.var.services.db, c.var.user.webUserId)).filter(({ suspendedAt }) => !suspendedAt);

/** The history of the company that is now looked at shows from when on. */
const lookAt = (c: Context, insuredCode: string): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await tx
      .update(webUserSessions)
      .set({ viewedInsuredCode: insuredCode })
      .where(eq(webUserSessions.idHash, c.var.session.idHash));
    await recordAccess(tx, { ...c.var.user, insuredCode }, operation.companySwitch, {
      address: c.var.address,
    });
  });
