import { Hono } from 'hono';
import { recordStaffAct } from '../../../db/events.ts';
import { requireStaffRight } from '../../access.ts';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { endOtherSessions, endOwnSession, ownSessions } from '../../own-sessions.ts';
import { accountPage } from './account-page.ts';
import { passwordRoutes } from './password-routes.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { sessionsPage } from './sessions-page.ts';

/** 自分のアカウント: what every member of staff does with their own account. */
export const ownStaffAccount = new Hono<AppEnv>()
  .use(requireStaffRight('ownAccount'))

  .get('/', async (c) => c.html(accountPage(c, await ownSessions(c))))
  .route('/password', passwordRoutes)
  .route('/second-factor', secondFactorRoutes)

  .get('/sessions', async (c) => c.html(sessionsPage(c, await ownSessions(c))))
  .post('/sessions/ends/others', async (c) => toSessions(c, await endOtherSessions(c, recordOf(c))))
  .post('/sessions/ends/:idHash', async (c) =>
    toSessions(c, await endOwnSession(c, c.req.param('idHash'), recordOf(c))),
  );

const toSessions = (c: Context, ended: number) => redirectTo(c, `/office/account/sessions?ended=${ended}`);

const recordOf =
  ({ var: { staff, address } }: Context): Parameters<typeof endOtherSessions>[1] =>
  (tx, ended) =>
    recordStaffAct(tx, staff, 'sessionsEnded', { address, subject: `${ended}件` });
