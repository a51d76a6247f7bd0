import { Hono } from 'hono';
import { mayUser, requireUserRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { linkedServicesMenu } from '../linked-services/menu.ts';
import { userPageView } from './views.ts';

/** ユーザーページ: the linked services, and the menus of the manual, 3-1 for everyone and 4-1 for the administrator. */
export const userPageRoutes = new Hono<AppEnv>().get(
  '/',
  requireUserRight('ownAccount', { withoutOneTimePassword: true }),
  async (c) => {
    const administers = mayUser(c.var.user, 'administrator:change');
    return c.html(userPageView(c, { administers, services: await linkedServicesMenu(c) }));
  },
);
