import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { findSecondFactor, recoveryCodesOf } from '../../../db/second-factors.ts';
import { passwordLengthRefusal } from '../../../domain/password.ts';
import { needsSecondFactor } from '../../../domain/second-factor.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { demandPassword, isPasswordRecent, refusalOfCurrentPassword } from '../../recent-password.ts';
import { firstThing } from '../first-things.ts';
import { HOME as ACCOUNT } from './account-page.ts';
import { begin, confirm, makeAnew, remove, setUpOf } from './second-factor.ts';
import { HOME } from './second-factor-frame.ts';
import { introductionPage, statePage } from './second-factor-pages.ts';
import { askPage, type Question, recoveryCodesPage, setUpPage } from './second-factor-set-up-pages.ts';

/**
 * 二要素認証 of one's own account. What weakens or changes it asks for the password again (ASVS V7.5.1); the codes that are shown
 * once stand in the answer to the button, since nothing keeps them.
 */
export const secondFactorRoutes = new Hono<AppEnv>()
  .get('/', async (c) => {
    if (!c.var.session.hasSecondFactor) return c.html(introductionPage(c));
    const { db, config } = c.var.services;
    const { staffId } = c.var.staff;
    const [factor, recovery] = await Promise.all([
      findSecondFactor(db, config.ENCRYPTION_KEYS, staffId),
      recoveryCodesOf(db, staffId),
    ]);
    return c.html(statePage(c, { factor, recovery }));
  })

  .get('/set-up', async (c) => {
    const setUp = await setUpOf(c);
    return setUp ? c.html(setUpPage(c, setUp)) : ask(c, 'set-up');
  })
  .post('/set-up', async (c) => {
    const password = await demandPassword(c, await readForm(c));
    if (password.error) return ask(c, 'set-up', password.error);
    await begin(c, password.given);
    return redirectTo(c, `${HOME}/set-up`);
  })

  .post('/confirmation', async (c) => {
    const { code = '' } = await readForm(c);
    const next = firstThing(c) ? '/office' : HOME;
    const confirmed = await confirm(c, code);
    if ('codes' in confirmed) return c.html(recoveryCodesPage(c, confirmed.codes, next));
    const setUp = await setUpOf(c);
    return setUp && confirmed.problem !== 'over'
      ? c.html(setUpPage(c, setUp, confirmed.problem), 422)
      : redirectTo(c, HOME);
  })

  .get('/recovery-codes', async (c) => (has(c) ? ask(c, 'recovery-codes') : redirectTo(c, HOME)))
  .post('/recovery-codes', async (c) => {
    if (!has(c)) return redirectTo(c, HOME);
    const password = await demandPassword(c, await readForm(c));
    if (password.error) return ask(c, 'recovery-codes', password.error);
    return c.html(recoveryCodesPage(c, await makeAnew(c, password.given), HOME));
  })

  .get('/removal', async (c) => {
    refuseWhereRequired(c);
    return has(c) ? ask(c, 'removal') : redirectTo(c, HOME);
  })
  .post('/removal', async (c) => {
    refuseWhereRequired(c);
    const { password = '' } = await readForm(c);
    const error = (await refusalOfCurrentPassword(c, password)) ?? tooShortAlone(password);
    if (error) return ask(c, 'removal', error);
    await remove(c);
    return redirectTo(c, `${ACCOUNT}?done=removed`);
  });

const has = (c: Context) => c.var.session.hasSecondFactor === true;

const ask = (c: Context, question: Question, error?: string) =>
  c.html(
    askPage(c, question, { askPassword: question === 'removal' || !isPasswordRecent(c), error }),
    error ? 422 : 200,
  );

function refuseWhereRequired(c: Context): void {
  if (needsSecondFactor(c.var.staff, c.var.services.config.STAFF_SECOND_FACTOR))
    throw new HTTPException(403, { message: 'the role needs a second factor' });
}

/** A password that was long enough as one of two factors may be too short alone. */
const tooShortAlone = (password: string): string | undefined =>
  passwordLengthRefusal(password) &&
  '現在のパスワードは、二要素認証なしで使用するには短すぎます。先に、15文字以上のパスワードに変更してください。';
