import { Hono, type MiddlewareHandler } from 'hono';
import { findPendingOneTimePassword } from '../../../db/one-time-passwords.ts';
import { requireUserRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { inputPage, type Problem } from './input-page.ts';
import { issue } from './issue.ts';
import { verify } from './verify.ts';

/** Where nothing is due (any more), there is nothing to issue or to give. */
const onlyWhereDue: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.session.oneTimePasswordDue ? next() : redirectTo(c, '/');

/** ワンタイムパスワード (manual 5-3): 発行, the page that waits for the code, and 認証. */
export const oneTimePasswordRoutes = new Hono<AppEnv>()
  .use(requireUserRight('ownAccount', { withoutOneTimePassword: true }))
  .use(onlyWhereDue)

  .get('/', async (c) => {
    const pending = await findPendingOneTimePassword(c.var.services.db, c.var.session.idHash);
    return pending ? c.html(inputPage(c, { pending })) : c.redirect('/', 303);
  })

  .post('/', async (c) => {
    const problem = await issue(c);
    return problem ? show(c, problem, 429) : redirectTo(c, '/one-time-password');
  })

  .post('/verification', async (c) => {
    const { code = '' } = await readForm(c);
    const problem = await verify(c, code);
    if (!problem) return redirectTo(c, '/');
    return show(c, problem, problem.kind === 'noTriesLeft' ? 429 : 422);
  });

async function show(c: Context, problem: Problem, status: 422 | 429) {
  const pending = await findPendingOneTimePassword(c.var.services.db, c.var.session.idHash);
  return c.html(inputPage(c, { pending, problem }), status);
}
