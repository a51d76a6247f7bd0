import { Hono } from 'hono';
import { agreementCodesOf } from '../../../db/web-users.ts';
import type { AppEnv } from '../../context.ts';
import { ownDetailsPage } from './views.ts';

/** Webユーザー情報照会 (manual 3-3): everyone sees their own details. */
export const ownDetails = new Hono<AppEnv>().get('/', async (c) =>
  c.html(ownDetailsPage(c, await agreementCodesOf(c.var.services.db, c.var.user.webUserId))),
);
