import type { MiddlewareHandler } from 'hono';
import { recordAccess } from '../db/events.ts';
import type { OperationCode } from '../domain/operation-catalogue.ts';
import { isPartial } from './answer.ts';
import type { AppEnv } from './context.ts';

/**
 * Records that somebody looked at a page, under the company that it shows; what a page fetches to follow a process is no
 * look of a person's. A page whose event cannot be recorded is not shown.
 */
export const recordView =
  (operation: OperationCode): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next();
    if (c.res.status !== 200 || isPartial(c)) return;
    const { user, company, services, address } = c.var;
    const subject = c.req.param('number');
    await recordAccess(services.db, { ...user, insuredCode: company.insuredCode }, operation, {
      address,
      ...(subject ? { subject } : {}),
    });
  };
