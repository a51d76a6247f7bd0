import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { staffMember } from '../../../db/person.ts';
import { listSessions } from '../../../db/sessions.ts';
import {
  findLatestStaffPasswordMail,
  findStaffAccount,
  listAccountActs,
  listStaffAccounts,
  type StaffAccount,
} from '../../../db/staff-accounts.ts';
import { parseRequiredProse } from '../../../domain/prose.ts';
import { parseStaffAccount, parseStaffId } from '../../../domain/staff-account.ts';
import { requireStaffRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { demandPassword, isPasswordRecent } from '../../recent-password.ts';
import { IDLE_MINUTES } from '../../sessions.ts';
import { versionOf } from '../record-form.ts';
import { accountPage } from './account-page.ts';
import { type ActState, actPage, refusalText, wordings } from './act-page.ts';
import { type Act, act, acts, add, change } from './acts.ts';
import { changePage, newPage } from './form-pages.ts';
import { listPage, pathOf } from './list-page.ts';

const manage = requireStaffRight('staffAccounts:manage');

/** 職員: the accounts of the back office. Supervisors keep them, auditors see them. */
export const staffAccounts = new Hono<AppEnv>()
  .use(requireStaffRight('staffAccounts:see'))

  .get('/', async (c) => c.html(listPage(c, await listStaffAccounts(c.var.services.db))))

  .get('/new', manage, (c) => c.html(newPage(c)))
  .post('/', manage, async (c) => {
    const input = await readForm(c);
    const [id, parsed] = [parseStaffId(input.staffId ?? ''), parseStaffAccount(input)];
    const { given, error: passwordError } = await demandPassword(c, input);
    const errors = {
      ...('errors' in parsed ? parsed.errors : {}),
      ...('error' in id ? { staffId: input.staffId ? id.error : '職員IDを入力してください。' } : {}),
    };
    if ('errors' in parsed || 'error' in id || passwordError)
      return c.html(newPage(c, { input, errors, passwordError }), 422);
    const details = { ...parsed.values, staffId: id.value };
    if (await add(c, details, { passwordGiven: given })) return done(c, details, 'added');
    const taken = { staffId: 'この職員IDはすでに登録されています。別の職員IDを入力してください。' };
    return c.html(newPage(c, { input, errors: taken }), 422);
  })

  .get('/:staffId', async (c) => show(c, await found(c)))

  .get('/:staffId/change', manage, async (c) => showChange(c))
  .post('/:staffId/change', manage, async (c) => {
    const account = await found(c);
    const input = await readForm(c);
    const parsed = parseStaffAccount(input);
    const { given, error: passwordError } = await demandPassword(c, input);
    const errors = 'errors' in parsed ? parsed.errors : {};
    if ('errors' in parsed || passwordError) return showChange(c, { input, errors, passwordError }, 422);
    const seen = { staffId: account.staffId, version: versionOf(input) };
    const outcome = await change(c, seen, parsed.values, { passwordGiven: given });
    if (outcome === 'done') return done(c, account, 'saved');
    if (outcome === 'notThere') return showChange(c, { input, overtaken: true }, 409);
    return showChange(c, { input, errors: { role: refusalText[outcome] } }, 409);
  })

  .get(`/:staffId/:act{(?:${acts.join('|')})}`, manage, async (c) => ask(c))
  .post(`/:staffId/:act{(?:${acts.join('|')})}`, manage, async (c) => {
    const [account, name] = [await found(c), c.req.param('act') as Act];
    const input = await readForm(c);
    const { purpose, asksReason } = wordings[name];
    const { given, error } = purpose ? await demandPassword(c, input) : { given: false };
    const reason = asksReason ? readReason(input.reasonText ?? '') : { value: '' };
    const errors = { password: error, reasonText: 'error' in reason ? reason.error : undefined };
    const { reasonText = '' } = input;
    if (error || 'error' in reason) return ask(c, { reasonText, errors }, 422);
    const outcome = await act(c, name, account.staffId, { passwordGiven: given, reason: reason.value });
    return outcome === 'done' ? done(c, account, name) : ask(c, { reasonText, refusal: outcome }, 409);
  });

const REASON_AT_MOST = 1000;

const readReason = (raw: string) => parseRequiredProse(raw, REASON_AT_MOST, '理由を入力してください。');

async function found(c: Context): Promise<StaffAccount> {
  const account = await findStaffAccount(c.var.services.db, c.req.param('staffId') ?? '');
  if (!account) throw new HTTPException(404);
  return account;
}

const done = (c: Context, account: { staffId: string }, word: string) =>
  redirectTo(c, `${pathOf(account)}?done=${word}`);

async function show(c: Context, account: StaffAccount) {
  const { db } = c.var.services;
  const { staffId } = account;
  const [sessions, history, passwordMail] = await Promise.all([
    listSessions(db, staffMember(staffId), IDLE_MINUTES),
    listAccountActs(db, staffId),
    findLatestStaffPasswordMail(db, staffId),
  ]);
  return c.html(accountPage(c, { account, sessions, history, passwordMail }));
}

async function showChange(
  c: Context,
  state: Parameters<typeof changePage>[3] = {},
  status: 200 | 409 | 422 = 200,
) {
  const account = await found(c);
  const history = await listAccountActs(c.var.services.db, account.staffId);
  const last = history.find(({ changes, operation }) => changes.length > 0 || operation === 'staffAdded');
  const lastChange = { changedAt: last?.at ?? account.createdAt, changerName: last?.actorName ?? null };
  return c.html(changePage(c, account, lastChange, state), status);
}

async function ask(c: Context, state: ActState = {}, status: 200 | 409 | 422 = 200) {
  const [account, name] = [await found(c), c.req.param('act') as Act];
  return c.html(actPage(c, account, name, { askPassword: !isPasswordRecent(c), ...state }), status);
}
