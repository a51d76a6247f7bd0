import { Hono } from 'hono';
import { listIpRestrictions } from '../../../db/ip-restrictions.ts';
import { requireStaffRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { tabPath } from '../companies/paths.ts';
import { listPage } from './list-page.ts';

/** IPアドレス制限 of companies: who has one. What it is, and 解除, stands on the company's own page. */
export const ipRestrictionsOffice = new Hono<AppEnv>()
  .use(requireStaffRight('ipRestrictions:see'))

  .get('/', async (c) => c.html(listPage(c, await listIpRestrictions(c.var.services.db))))

  .get('/:insuredCode', (c) =>
    c.redirect(tabPath(encodeURIComponent(c.req.param('insuredCode')), 'restrictions'), 301),
  );
