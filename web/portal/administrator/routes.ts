import { Hono } from 'hono';
import { takeDraft } from '../../../db/drafts.ts';
import { findLatestEmailChange } from '../../../db/email-changes.ts';
import { findIpRestriction } from '../../../db/ip-restrictions.ts';
import type { EmailChange } from '../../../db/schema/email-changes.ts';
import {
  changedPersonalDetails,
  parsePersonalDetails,
  personalDetailsInput,
} from '../../../domain/personal-details.ts';
import { requireUserRight } from '../../access.ts';
import { isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { refusalOfCurrentPassword } from '../../recent-password.ts';
import { cancel, type Problem, resend } from '../email-changes/commands.ts';
import { isAwaiting } from '../email-changes/link-page.ts';
import { completePage } from './complete-page.ts';
import { confirmDetails, mustGivePassword, PasswordMissing } from './confirm.ts';
import { confirmPage } from './confirm-page.ts';
import { type DetailsChanges, detailsOf, findCompletion, findInput, only, saveInput } from './draft.ts';
import { emailChangePanel } from './email-change-panel.ts';
import { type InputPage, inputPage } from './input-page.ts';
import { CurrentAddressKeptOut } from './ip-restriction-change.ts';
import { ipRows } from './ip-restriction-fields.ts';
import { ipRestrictionInput, readIpRestriction, rowsOf, withMoreRows } from './ip-restriction-form.ts';
import { helpPage } from './ip-restriction-help.ts';
import { ANSWERED, questionPage } from './ip-restriction-question.ts';
import { rehearsal } from './ip-restriction-review.ts';
import { changedOneTimePassword, oneTimePasswordInput } from './one-time-password-field.ts';

/** Webユーザー（管理者）情報変更 (manual 4-2): input, confirmation, completion, and the address that waits for its link. */
export const administratorRoutes = new Hono<AppEnv>()
  .use(requireUserRight('administrator:change'))

  .get('/', async (c) => showInput(c, { input: personalDetailsInput(detailsOf(c.var.user)) }))

  .post('/', async (c) => {
    const input = await readForm(c);
    const parsed = parsePersonalDetails(input);
    const ip = readIpRestriction(c, input, await registeredIpRestriction(c));
    if ('errors' in parsed || 'errors' in ip) {
      const errors = 'errors' in parsed ? parsed.errors : {};
      return showInput(c, { input, errors, ipErrors: 'errors' in ip ? ip.errors : {} }, 422);
    }

    const registered = detailsOf(c.var.user);
    const untouched = parsed.values.email === input.emailShown;
    const requested = untouched ? { ...parsed.values, email: registered.email } : parsed.values;
    const pending = await awaiting(c);
    if (pending && requested.email === pending.newEmail)
      return showInput(c, { input, errors: { email: ALREADY_PENDING } }, 422);
    const changes = {
      ...only(requested, changedPersonalDetails(registered, requested)),
      ...changedOneTimePassword(c, input),
      ...ip.change,
    };
    if (Object.keys(changes).length === 0) return showInput(c, { input, nothingChanged: true }, 422);
    await saveInput(c, changes);
    const mustAsk = changes.ipRestriction?.enabled && !input[ANSWERED];
    return redirectTo(c, `/administrator/${mustAsk ? 'ip-restriction/question' : 'confirm'}`);
  })

  .get('/edit', async (c) => {
    const changes = await findInput(c);
    if (!changes) return c.redirect('/administrator', 303);
    return showInput(c, { input: inputOf(c, changes) });
  })

  .post('/discard', async (c) => {
    await takeDraft(c.var.services.db, c.var.session.idHash, 'administrator');
    return redirectTo(c, '/');
  })

  .get('/confirm', async (c) => {
    const changes = await findInput(c);
    if (!changes) return c.redirect('/administrator', 303);
    return showConfirmation(c, changes, { askPassword: mustGivePassword(c, changes) });
  })

  .post('/confirm', async (c) => {
    const changes = await findInput(c);
    if (changes) {
      const askPassword = mustGivePassword(c, changes);
      const passwordError = askPassword ? await refusalOfPassword(c) : undefined;
      if (passwordError) return showConfirmation(c, changes, { askPassword, passwordError }, 422);
      try {
        await confirmDetails(c, { passwordGiven: askPassword });
      } catch (error) {
        if (error instanceof PasswordMissing) return c.redirect('/administrator/confirm', 303);
        if (!(error instanceof CurrentAddressKeptOut)) throw error;
        return showInput(c, { input: inputOf(c, changes), ipErrors: error.errors }, 422);
      }
    }
    const completed = await findCompletion(c);
    return redirectTo(c, completed ? '/administrator/complete' : '/administrator');
  })

  .get('/complete', async (c) => {
    const completion = await findCompletion(c);
    return completion ? c.html(completePage(c, completion)) : c.redirect('/administrator', 303);
  })

  .post('/ip-restriction/rows', async (c) => {
    const input = await readForm(c);
    const more = { input: withMoreRows(input), firstNewRow: rowsOf(input).length };
    return isPartial(c) ? c.html(ipRows(more)) : showInput(c, more);
  })

  .get('/ip-restriction/help', (c) => c.html(helpPage(c)))

  .get('/ip-restriction/question', async (c) =>
    (await findInput(c)) ? c.html(questionPage(c)) : c.redirect('/administrator', 303),
  )

  .get('/email-change', async (c) => {
    if (!isPartial(c)) return c.redirect('/administrator', 303);
    return c.html(emailChangePanel(await latest(c)));
  })

  .post('/email-change/resend', async (c) => {
    const [pending, { generation }] = [await awaiting(c), await readForm(c)];
    return showOutcome(c, pending ? await resend(c, pending, Number(generation)) : 'ended');
  })

  .post('/email-change/cancel', async (c) => {
    const pending = await awaiting(c);
    return showOutcome(c, pending ? await cancel(c, pending, 'administrator') : 'ended');
  });

const ALREADY_PENDING =
  'このメールアドレスは、すでに確認用メールの確認をお待ちしています。メールが届かない場合は「確認用メールを再送する」を押してください。';

const latest = (c: Context) => findLatestEmailChange(c.var.services.db, c.var.user.webUserId);

async function awaiting(c: Context): Promise<EmailChange | undefined> {
  const change = await latest(c);
  return change && isAwaiting(change) ? change : undefined;
}

async function showInput(
  c: Context,
  { input, ...page }: Omit<InputPage, 'emailChange' | 'ipRestriction'>,
  status: 200 | 409 | 422 | 503 = 200,
) {
  const [emailChange, ipRestriction] = await Promise.all([latest(c), registeredIpRestriction(c)]);
  const whole = { ...ipRestrictionInput(ipRestriction), ...input };
  return c.html(inputPage(c, { ...page, input: whole, emailChange, ipRestriction }), status);
}

const registeredIpRestriction = (c: Context) => findIpRestriction(c.var.services.db, c.var.user.insuredCode);

/** What the form shows of a draft; what the draft does not change comes from the record. */
const inputOf = (c: Context, changes: DetailsChanges) => ({
  ...personalDetailsInput({ ...detailsOf(c.var.user), ...changes }),
  ...oneTimePasswordInput(changes),
  ...(changes.ipRestriction ? ipRestrictionInput(changes.ipRestriction) : {}),
});

async function showConfirmation(
  c: Context,
  changes: DetailsChanges,
  password: { askPassword: boolean; passwordError?: string },
  status: 200 | 422 = 200,
) {
  const page = {
    changes,
    ipRestriction: await registeredIpRestriction(c),
    rehearsal: await rehearsal(c, changes),
  };
  return c.html(confirmPage(c, { ...page, ...password }), status);
}

async function refusalOfPassword(c: Context): Promise<string | undefined> {
  const { password } = await readForm(c);
  return refusalOfCurrentPassword(c, password);
}

/** After 再送 or 取消: only the panel for htmx, so that nothing typed in the form is lost. */
async function showOutcome(c: Context, problem: Problem | undefined): Promise<Response> {
  if (!problem && !isPartial(c)) return redirectTo(c, '/administrator');
  const status = problem ? (problem === 'temporalDown' ? 503 : 409) : 200;
  if (isPartial(c)) return c.html(emailChangePanel(await latest(c), problem), status);
  return showInput(c, { input: personalDetailsInput(detailsOf(c.var.user)), problem }, status);
}
