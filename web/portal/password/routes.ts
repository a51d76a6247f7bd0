import { Hono } from 'hono';
import { findDraft } from '../../../db/drafts.ts';
import { requireUserRight } from '../../access.ts';
import { type FormValues, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { COMPLETION, change } from './change.ts';
import { completePage } from './complete-page.ts';
import { inputPage } from './input-page.ts';

/** パスワード変更 (manual 3-2), and the choosing of a password after a temporary one. */
export const passwordRoutes = new Hono<AppEnv>()
  .use('/', requireUserRight('ownAccount'))
  .use('/complete', requireUserRight('ownAccount', { withoutOneTimePassword: true }))

  .get('/', (c) => c.html(inputPage(c)))

  .post('/', async (c) => {
    const errors = await change(c, newPassword(await readForm(c)));
    if (errors) return c.html(inputPage(c, errors), 422);
    return redirectTo(c, '/password/complete');
  })

  .get('/complete', async (c) => {
    const completed = await findDraft(c.var.services.db, c.var.session.idHash, COMPLETION);
    return completed ? c.html(completePage(c)) : c.redirect('/password', 303);
  });

const newPassword = ({ current = '', password = '', again = '' }: FormValues) => ({
  current,
  password,
  again,
});
