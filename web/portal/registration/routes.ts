import { Hono } from 'hono';
import { forEveryone } from '../../access.ts';
import { isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv } from '../../context.ts';
import { addressFields } from './address.ts';
import { completePage } from './complete-page.ts';
import { confirmPage } from './confirm-page.ts';
import { findCompleted, findEntered, forgetDraft, saveEntered } from './draft.ts';
import { forms, inputOf, isForm, newPartyKind, parseRegistration } from './form.ts';
import { inputPage } from './input-page.ts';
import { startPage } from './start-page.ts';
import { submit } from './submit.ts';
import { termsPage } from './terms-page.ts';

const ONE_FORM = `/:form{(?:${forms.join('|')})}` as '/:form';

/**
 * 保険利用者・Webユーザーの登録 (manual chapter 3, 2), for people without an account: choice, input, confirmation,
 * completion. Nothing here tells whether an insured code, a company or a user exists.
 */
export const registrationRoutes = new Hono<AppEnv>()
  .use(forEveryone)

  .get('/', (c) => c.html(startPage(c)))

  .post('/', async (c) => {
    const { form } = await readForm(c);
    if (isForm(form)) return redirectTo(c, `/registration/${form}`);
    return c.html(startPage(c, { error: '登録する内容を選択してください。' }), 422);
  })

  .get('/terms', (c) => c.html(termsPage(c)))

  .get('/address', (c) => {
    const input = c.req.query();
    const kind = isForm(input.form) ? newPartyKind(input.form) : undefined;
    if (!kind || !isPartial(c)) return c.redirect('/registration', 303);
    return c.html(addressFields(kind, input, { fill: true }));
  })

  .get('/confirm', async (c) => {
    const draft = await findEntered(c);
    return draft ? c.html(confirmPage(c, draft)) : c.redirect('/registration', 303);
  })

  .post('/confirm', async (c) => {
    const outcome = await submit(c, (await readForm(c)).seen);
    if (outcome === 'registered') return redirectTo(c, '/registration/complete');
    const draft = outcome === 'nothingEntered' ? undefined : await findEntered(c);
    if (!draft || outcome === 'nothingEntered') return redirectTo(c, '/registration');
    return c.html(confirmPage(c, draft, outcome), outcome === 'tooMany' ? 429 : 409);
  })

  .get('/complete', async (c) => {
    const completed = await findCompleted(c);
    return completed ? c.html(completePage(c, completed)) : c.redirect('/registration', 303);
  })

  .post('/discard', async (c) => {
    await forgetDraft(c);
    return redirectTo(c, '/registration');
  })

  .get(ONE_FORM, async (c) => {
    const form = c.req.param('form');
    if (!isForm(form)) return c.notFound();
    const draft = await findEntered(c);
    const input = draft?.values.form === form ? inputOf(draft.values.request) : {};
    return c.html(inputPage(c, { form, input }));
  })

  .post(ONE_FORM, async (c) => {
    const form = c.req.param('form');
    if (!isForm(form)) return c.notFound();
    const input = await readForm(c);
    const parsed = parseRegistration(form, input);
    if ('errors' in parsed) return c.html(inputPage(c, { form, input, errors: parsed.errors }), 422);
    const saved = await saveEntered(c, form, parsed.request);
    return saved
      ? redirectTo(c, '/registration/confirm')
      : c.html(inputPage(c, { form, input, tooMany: true }), 429);
  });
