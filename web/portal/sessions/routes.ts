import { Hono } from 'hono';
import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { endOtherSessions, endOwnSession, ownSessions } from '../../own-sessions.ts';
import { recordView } from '../../record-view.ts';
import { extendSession, secondsLeft } from '../../sessions.ts';
import { listPage } from './list-page.ts';

/** ログイン中の端末: a user's own sessions, and the end of the present one (ASVS V7.5.2). */
export const sessionRoutes = new Hono<AppEnv>()
  .use('/extension', requireUserRight('ownAccount', { withoutOneTimePassword: true }))
  .use('/', requireUserRight('ownAccount'))
  .use('/ends/*', requireUserRight('ownAccount'))

  .get('/', recordView(operation.sessionsView), async (c) =>
    c.html(listPage(c, await ownSessions(c), Number(c.req.query('ended')) || 0)),
  )

  .post('/ends/others', async (c) =>
    redirectTo(c, `/sessions?ended=${await endOtherSessions(c, recordOf(c))}`),
  )

  .post('/ends/:idHash', async (c) =>
    redirectTo(c, `/sessions?ended=${await endOwnSession(c, c.req.param('idHash'), recordOf(c))}`),
  )

  .get('/extension', (c) => c.json(secondsLeft(c.var.session)))

  .post('/extension', async (c) => {
    const { user, address, services } = c.var;
    await services.db.transaction(async (tx) => {
      await extendSession(c, 'webUser', tx);
      await recordAccess(tx, user, operation.sessionExtension, { address });
    });
    return c.json(secondsLeft(c.var.session));
  });

const recordOf =
  ({ var: { user, address } }: Context) =>
  (tx: Db, ended: number) =>
    recordAccess(tx, user, operation.sessionEnd, { address, subject: `${ended}件` });
