import { Hono } from 'hono';
import { recordStaffAct } from '../../../db/events.ts';
import { forEveryone } from '../../access.ts';
import { readForm, typedId } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { endSession } from '../../sessions.ts';
import { logIn } from './log-in.ts';
import { loginPage } from './views.ts';

/** 職員ログイン. Whatever is wrong, the answer is the same and takes as long (ASVS V6.3.8). */
export const officeLogin = new Hono<AppEnv>()
  .get('/login', forEveryone, (c) =>
    c.var.staff
      ? c.redirect('/office', 303)
      : c.html(loginPage(c, { ended: c.var.sessionEnded || c.req.query('ended') !== undefined })),
  )
  .post('/login', forEveryone, async (c) => {
    const form = await readForm(c);
    const staffId = typedId(form.staffId);
    const missing = { staffId: !staffId, password: !form.password };
    if (missing.staffId || missing.password) return c.html(loginPage(c, { staffId, missing }), 422);

    if (!(await logIn(c, staffId, form.password ?? '')))
      return c.html(loginPage(c, { staffId, refused: true }), 401);
    return c.redirect('/office', 303);
  })
  .post('/logout', forEveryone, async (c) => {
    if (c.var.staff)
      await c.var.services.db.transaction(async (tx) => {
        await endSession(c, tx, 'staff');
        await recordStaffAct(tx, c.var.staff, 'loggedOut', { address: c.var.address });
      });
    return c.redirect('/office/login', 303);
  });
