import { Hono } from 'hono';
import { recordStaffAct } from '../../../db/events.ts';
import { forEveryone } from '../../access.ts';
import { readForm, typedId } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { endSession } from '../../sessions.ts';
import { logIn } from './log-in.ts';
import { giveCode, giveRecoveryCode, type SecondStepOutcome, underWay } from './second-step.ts';
import { codePage, type Problem, recoveryCodePage } from './second-step-page.ts';
import { loginPage } from './views.ts';

/**
 * 職員ログイン: ID and password, then for those who have one the second factor. Whatever is wrong, the answer is the same and
 * takes as long (ASVS V6.3.8).
 */
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

    const outcome = await logIn(c, staffId, form.password ?? '');
    if (outcome === 'refused') return c.html(loginPage(c, { staffId, refused: true }), 401);
    return c.redirect(outcome === 'codeDue' ? '/office/login/code' : placeAfter(outcome), 303);
  })

  .get('/login/code', forEveryone, async (c) => showStep(c, codePage))
  .post('/login/code', forEveryone, async (c) => {
    const { code = '' } = await readForm(c);
    return answer(c, await giveCode(c, code), codePage, '/office');
  })

  .get('/login/recovery-code', forEveryone, async (c) => showStep(c, recoveryCodePage))
  .post('/login/recovery-code', forEveryone, async (c) => {
    const { recoveryCode = '' } = await readForm(c);
    const outcome = await giveRecoveryCode(c, recoveryCode);
    return answer(c, outcome, recoveryCodePage, '/office/account/second-factor');
  })

  .post('/logout', forEveryone, async (c) => {
    if (c.var.staff)
      await c.var.services.db.transaction(async (tx) => {
        await endSession(c, tx, 'staff');
        await recordStaffAct(tx, c.var.staff, 'loggedOut', { address: c.var.address });
      });
    return c.redirect('/office/login', 303);
  });

type StepPage = (c: Context, problem?: Problem) => ReturnType<typeof codePage>;

async function showStep(c: Context, page: StepPage) {
  if (c.var.staff) return c.redirect('/office', 303);
  return (await underWay(c)) ? c.html(page(c)) : beginAnew(c);
}

function answer(c: Context, outcome: SecondStepOutcome, page: StepPage, home: string) {
  if (outcome === 'over') return beginAnew(c);
  if (outcome === 'refused' || outcome === 'malformed')
    return c.html(page(c, outcome), outcome === 'refused' ? 401 : 422);
  return c.redirect(placeAfter(outcome, home), 303);
}

const beginAnew = (c: Context) => c.html(loginPage(c, { over: true }), 409);

const placeAfter = (outcome: 'loggedIn' | 'mustChoose', home = '/office') =>
  outcome === 'mustChoose' ? '/office/account/password' : home;
