import { Hono } from 'hono';
import { findEmailChangeByCancelToken, findEmailChangeByConfirmToken } from '../../../db/email-changes.ts';
import type { EmailChange } from '../../../db/schema/email-changes.ts';
import { isActive } from '../../../db/suspensions.ts';
import { findWebUser } from '../../../db/web-users.ts';
import { forEveryone } from '../../access.ts';
import type { AppEnv, Context } from '../../context.ts';
import { cancelPage } from './cancel-page.ts';
import { cancel, confirm, type Problem } from './commands.ts';
import { confirmPage } from './confirm-page.ts';
import { isAwaiting, unknownLinkPage } from './link-page.ts';

/**
 * The two links of a changed e-mail address (manual 4-2 ④), open to anyone who holds one. Opening a link never acts,
 * for mail scanners open links too: only the button does.
 */
export const emailChangeRoutes = new Hono<AppEnv>()
  .use(forEveryone)

  .get('/cancel/:token', async (c) => showCancel(c, await byCancelToken(c)))

  .post('/cancel/:token', async (c) => {
    const change = await byCancelToken(c);
    if (!change || !isAwaiting(change)) return showCancel(c, change);
    const problem = await cancel(c, change, 'oldAddress');
    return problem ? showCancel(c, await byCancelToken(c), problem) : c.redirect(c.req.path, 303);
  })

  .get('/:token', async (c) => showConfirm(c, await byConfirmToken(c)))

  .post('/:token', async (c) => {
    const change = await byConfirmToken(c);
    if (!change || !isAwaiting(change) || (await isSuspended(c, change))) return showConfirm(c, change);
    const problem = await confirm(c, change);
    return problem ? showConfirm(c, await byConfirmToken(c), problem) : c.redirect(c.req.path, 303);
  });

const byConfirmToken = (c: Context) =>
  findEmailChangeByConfirmToken(c.var.services.db, c.req.param('token') ?? '');
const byCancelToken = (c: Context) =>
  findEmailChangeByCancelToken(c.var.services.db, c.req.param('token') ?? '');

async function showConfirm(c: Context, change: EmailChange | undefined, problem?: Problem) {
  if (!change) return c.html(unknownLinkPage(c), 404);
  const shown = isAwaiting(change) && (await isSuspended(c, change)) ? 'suspended' : problem;
  return c.html(confirmPage(c, change, shown), statusOf(change, shown, change.stage === 'changed'));
}

/**
 * Asked before the workflow is: its answer to one link's 変更を確定する is kept, and a refusal would outlast the
 * suspension. 「心当たりがない」 works all the same, since it only keeps the address that there is.
 */
async function isSuspended(c: Context, { webUserId }: EmailChange): Promise<boolean> {
  const found = await findWebUser(c.var.services.db, webUserId);
  return found !== undefined && !isActive(found.user, found.company);
}

function showCancel(c: Context, change: EmailChange | undefined, problem?: Problem) {
  if (!change) return c.html(unknownLinkPage(c), 404);
  const isCancelled = change.stage === 'cancelled' && change.cancelledBy !== 'newerChange';
  return c.html(cancelPage(c, change, problem), statusOf(change, problem, isCancelled));
}

/** 410: the link was good once and never will be again. */
function statusOf(change: EmailChange, problem: Problem | undefined, isDone: boolean): 200 | 409 | 410 | 503 {
  if (isDone) return 200;
  if (!isAwaiting(change)) return 410;
  if (problem) return problem === 'temporalDown' ? 503 : 409;
  return 200;
}
