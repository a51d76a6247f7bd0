import { Hono } from 'hono';
import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import { endSessionOf, endSessionsOf, listSessions } from '../../../db/sessions.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import { redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { extendSession, IDLE_MINUTES, secondsLeft } from '../../sessions.ts';
import { listPage } from './list-page.ts';

/** ログイン中の端末: a user's own sessions, and the end of the present one (ASVS V7.5.2). */
export const sessionRoutes = new Hono<AppEnv>()
  .use('/extension', requireUserRight('ownAccount', { withoutOneTimePassword: true }))
  .use('/', requireUserRight('ownAccount'))
  .use('/ends/*', requireUserRight('ownAccount'))

  .get('/', async (c) => {
    const sessions = await listSessions(c.var.services.db, c.var.user.webUserId, IDLE_MINUTES);
    return c.html(listPage(c, sessions, Number(c.req.query('ended')) || 0));
  })

  .post('/ends/others', async (c) => {
    const ended = await endRecorded(c, (tx) => endSessionsOf(tx, c.var.user.webUserId, c.var.session.idHash));
    return redirectTo(c, `/sessions?ended=${ended}`);
  })

  .post('/ends/:idHash', async (c) => {
    const idHash = c.req.param('idHash');
    if (idHash === c.var.session.idHash) return redirectTo(c, '/sessions');
    const ended = await endRecorded(c, async (tx) =>
      Number(await endSessionOf(tx, c.var.user.webUserId, idHash)),
    );
    return redirectTo(c, `/sessions?ended=${ended}`);
  })

  .get('/extension', (c) => c.json(secondsLeft(c.var.session)))

  .post('/extension', async (c) => {
    await extendSession(c, 'webUser');
    return c.json(secondsLeft(c.var.session));
  });

/** The sessions end, and the event that says so is there, in one transaction. `end` says how many they were. */
const endRecorded = (c: Context, end: (tx: Db) => Promise<number>): Promise<number> =>
  c.var.services.db.transaction(async (tx) => {
    const ended = await end(tx);
    if (ended > 0)
      await recordAccess(tx, c.var.user, operation.sessionEnd, {
        address: c.var.address,
        subject: `${ended}件`,
      });
    return ended;
  });
