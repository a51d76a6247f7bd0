import { Hono } from 'hono';
import { mayUser, requireUserRight } from '../../access.ts';
import type { AppEnv } from '../../context.ts';
import { userPageView } from './views.ts';

/** ユーザーページ: the menus of the manual, 3-1 for everyone and 4-1 for the administrator. */
export const userPageRoutes = new Hono<AppEnv>().get(
  '/',
  requireUserRight('ownAccount', { withoutOneTimePassword: true }),
  (c) => c.html(userPageView(c, { administers: mayUser(c.var.user, 'administrator:change') })),
);
