import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { recordAccess } from '../../../db/events.ts';
import { passwordMatches } from '../../../db/password-hash.ts';
import { type WebUser, webUsers } from '../../../db/schema/web-users.ts';
import { findCredentials, findWebUser } from '../../../db/web-users.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { forEveryone, requireUserRight } from '../../access.ts';
import { readForm } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { beginSession, endSession } from '../../sessions.ts';
import { loginPage } from './views.ts';

/** ログイン (manual 1): web user ID and password. Whatever is wrong, the answer is the same (ASVS V6.3.8). */
export const login = new Hono<AppEnv>()
  .get('/login', forEveryone, (c) => (c.var.user ? c.redirect('/', 303) : c.html(loginPage(c, {}))))
  .post('/login', forEveryone, async (c) => {
    const form = await readForm(c);
    const webUserId = (form.webUserId ?? '').normalize('NFKC').trim();
    const missing = { webUserId: !webUserId, password: !form.password };
    if (missing.webUserId || missing.password) return c.html(loginPage(c, { webUserId, missing }), 422);

    const user = (await findWebUser(c.var.services.db, webUserId))?.user;
    const given = user && (await findCredentials(c.var.services.db, webUserId));
    const matches = await passwordMatches(given?.passwordHash, form.password ?? '');
    if (!user || !matches || user.suspendedAt) {
      c.var.services.logger.info({ requestId: c.var.requestId }, 'login refused');
      return c.html(loginPage(c, { webUserId, refused: true }), 401);
    }
    await beginUserSession(c, user);
    return c.redirect('/', 303);
  })
  .post('/logout', requireUserRight('ownAccount'), async (c) => {
    await c.var.services.db.transaction(async (tx) => {
      await endSession(c, tx, 'webUser');
      await recordAccess(tx, c.var.user, operation.logout, { address: c.var.address });
    });
    return c.redirect('/login', 303);
  });

/** Session, access event and the time of the login commit together: no session without its event. */
async function beginUserSession(c: Context, user: WebUser): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    await beginSession(c, tx, 'webUser', user.webUserId, {
      at: user.lastLoginAt,
      address: user.lastLoginAddress,
    });
    await recordAccess(tx, user, operation.login, { address: c.var.address });
    await tx
      .update(webUsers)
      .set({ lastLoginAt: new Date(), lastLoginAddress: c.var.address })
      .where(eq(webUsers.webUserId, user.webUserId));
  });
}
