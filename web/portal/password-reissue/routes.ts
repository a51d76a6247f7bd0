import { setTimeout as pause } from 'node:timers/promises';
import { Hono } from 'hono';
import { forEveryone } from '../../access.ts';
import { readForm } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { readReissueForm } from './form.ts';
import { acceptedPage, confirmPage, reissuePage } from './pages.ts';
import { requestReissue } from './request.ts';

/** Milliseconds that every request takes, far more than its work: time does not tell who is known (ASVS V6.3.8). */
export const ANSWER_AFTER = 400;

/** パスワード再発行 of the administrator, from the login page (manual 4-3). */
export const passwordReissueRoutes = new Hono<AppEnv>()
  .get('/', forEveryone, (c) => c.html(reissuePage(c)))

  .post('/', forEveryone, async (c) => {
    const values = await readForm(c);
    const form = readReissueForm(values);
    if (values.edit === 'true') return c.html(reissuePage(c, { ...form, errors: [] }));
    if (!form.request) return c.html(reissuePage(c, form), 422);
    if (values.confirmed !== 'true') return c.html(confirmPage(c, form));

    const itIsTime = pause(ANSWER_AFTER);
    const outcome = await requestReissue(c, form.request, new Date());
    c.var.services.logger.info({ outcome }, 'password reissue asked for');
    await itIsTime;
    return c.redirect('/password-reissue/accepted', 303);
  })

  .get('/accepted', forEveryone, (c) => c.html(acceptedPage(c)));
