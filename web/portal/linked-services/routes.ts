import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { recordAccess } from '../../../db/events.ts';
import { findLinkedService } from '../../../db/linked-services.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { OneTimePasswordDue, requireUserRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { refusalOf } from '../../gateway/check.ts';

/**
 * Where the user page's menu leads: on to the service, or why not. Some services answer without a one-time password, so the
 * check is made here, by the gateway's own rule.
 */
export const linkedServiceRoutes = new Hono<AppEnv>().get(
  '/:serviceCode',
  requireUserRight('ownAccount', { withoutOneTimePassword: true }),
  async (c) => {
    const { user, company, address, services } = c.var;
    const service = await findLinkedService(services.db, c.req.param('serviceCode'));
    if (!service) return c.notFound();
    const refusal = refusalOf(c, service);
    if (refusal === 'needs a one-time password') throw new OneTimePasswordDue();
    if (refusal) throw new HTTPException(403, { message: refusal });
    const actor = { ...user, insuredCode: company.insuredCode };
    await recordAccess(services.db, actor, operation.linkedServiceVisit, {
      address,
      subject: service.serviceCode,
    });
    return c.redirect(service.url, 303);
  },
);
