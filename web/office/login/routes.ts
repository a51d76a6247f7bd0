import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { recordStaffAct } from '../../../db/events.ts';
import { passwordMatches } from '../../../db/password-hash.ts';
import { type Staff, staff } from '../../../db/schema/staff.ts';
import { findActiveStaff } from '../../../db/web-users.ts';
import { forEveryone } from '../../access.ts';
import { readForm } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { beginSession, endSession } from '../../sessions.ts';
import { loginPage } from './views.ts';

/** 職員ログイン. Whatever is wrong, the answer is the same and takes as long (ASVS V6.3.8). */
export const officeLogin = new Hono<AppEnv>()
  .get('/login', forEveryone, (c) => (c.var.staff ? c.redirect('/office', 303) : c.html(loginPage(c, {}))))
  .post('/login', forEveryone, async (c) => {
    const form = await readForm(c);
    const staffId = (form.staffId ?? '').normalize('NFKC').trim();
    const missing = { staffId: !staffId, password: !form.password };
    if (missing.staffId || missing.password) return c.html(loginPage(c, { staffId, missing }), 422);

    const person = await findActiveStaff(c.var.services.db, staffId);
    const matches = await passwordMatches(person?.passwordHash, form.password ?? '');
    if (!person || !matches) {
      c.var.services.logger.info({ requestId: c.var.requestId }, 'staff login refused');
      return c.html(loginPage(c, { staffId, refused: true }), 401);
    }
    await beginStaffSession(c, person);
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

/** Session, event and the time of the login commit together: no session without its event. */
async function beginStaffSession(c: Context, person: Staff): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    await beginSession(c, tx, 'staff', person.staffId, {
      at: person.lastLoginAt,
      address: person.lastLoginAddress,
    });
    await recordStaffAct(tx, person, 'loggedIn', { address: c.var.address });
    await tx
      .update(staff)
      .set({ lastLoginAt: new Date(), lastLoginAddress: c.var.address })
      .where(eq(staff.staffId, person.staffId));
  });
}
