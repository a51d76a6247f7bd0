import type { MiddlewareHandler } from 'hono';
import { countForMenus } from '../../db/office-counts.ts';
import { isPartial } from '../answer.ts';
import type { AppEnv } from '../context.ts';

/** The numbers that stand in the menus; a piece of a page has none. */
export const menuCounts: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isPartial(c)) c.set('menuCounts', await countForMenus(c.var.services.db));
  await next();
};
