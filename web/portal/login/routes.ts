import { Hono } from 'hono';
import { recordAccess } from '../../../db/events.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { forEveryone, requireUserRight } from '../../access.ts';
import { readForm, typedId } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { endSession } from '../../sessions.ts';
import { keptOutPage } from './kept-out-page.ts';
import { logIn } from './log-in.ts';
import { loginPage } from './views.ts';

/** ログイン (manual 1): web user ID and password. Whatever is wrong, the answer is the same (ASVS V6.3.8). */
export const login = new Hono<AppEnv>()
  .get('/login', forEveryone, (c) => {
    if (c.var.user) return c.redirect('/', 303);
    return c.html(loginPage(c, { ended: c.var.sessionEnded || c.req.query('ended') !== undefined }));
  })
  .post('/login', forEveryone, async (c) => {
    const form = await readForm(c);
    const webUserId = typedId(form.webUserId);
    const missing = { webUserId: !webUserId, password: !form.password };
    if (missing.webUserId || missing.password) return c.html(loginPage(c, { webUserId, missing }), 422);

    const outcome = await logIn(c, webUserId, form.password ?? '');
    if (outcome === 'refused') return c.html(loginPage(c, { webUserId, refused: true }), 401);
    if (outcome === 'keptOut') return c.html(keptOutPage(c), 403);
    return c.redirect(outcome === 'mustChoose' ? '/password' : '/', 303);
  })
  .post('/logout', requireUserRight('ownAccount', { withoutOneTimePassword: true }), async (c) => {
    await c.var.services.db.transaction(async (tx) => {
      await endSession(c, tx, 'webUser');
      await recordAccess(tx, c.var.user, operation.logout, { address: c.var.address });
    });
    return c.redirect('/login', 303);
  });
