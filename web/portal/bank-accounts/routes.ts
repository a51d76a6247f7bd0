import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type BankAccount, findBankAccount, listBankAccounts } from '../../../db/bank-accounts.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { requireUserRight } from '../../access.ts';
import { readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { isPasswordRecent, refusalOfCurrentPassword } from '../../recent-password.ts';
import { recordView } from '../../record-view.ts';
import { completePage } from './complete-page.ts';
import { deleteAccount } from './delete.ts';
import { type DeletionPage, deletionPage } from './deletion-page.ts';
import { askForDeletion, findCompletion } from './draft.ts';
import { accountsPage, type ManagePage, managePage } from './list-page.ts';
import { wizardRoutes } from './wizard-routes.ts';

/** What only the administrator can do (manual 4-9 to 4-11). */
const managed = new Hono<AppEnv>()
  .use(requireUserRight('bankAccounts:change'))

  .get('/manage', recordView(operation.bankAccountsView), (c) => showManaged(c))

  .get('/selection', async (c) => {
    const chosen = c.req.query('account');
    if (!chosen) return showManaged(c, { nothingChosen: true }, 422);
    const { bankAccountId } = await find(c, chosen);
    const next = c.req.query('next') === 'deletion' ? 'deletion' : 'change';
    return redirectTo(c, `/bank-accounts/${bankAccountId}/${next}`);
  })

  .get('/complete', async (c) => {
    const completion = await findCompletion(c);
    return completion ? c.html(completePage(c, completion)) : c.redirect('/bank-accounts/manage', 303);
  })

  .route('/new', wizardRoutes)
  .route('/:bankAccountId/change', wizardRoutes)

  .get('/:bankAccountId/deletion', async (c) => {
    const account = await own(c);
    await askForDeletion(c, account);
    return showDeletion(c, account);
  })

  .post('/:bankAccountId/deletion', async (c) => {
    const account = await lookUp(c, c.req.param('bankAccountId'));
    if (!account && (await isDeleted(c))) return redirectTo(c, '/bank-accounts/complete');
    if (!account) throw new HTTPException(404);
    const { confirmed, password } = await readForm(c);
    const passwordGiven = !isPasswordRecent(c);
    if (confirmed !== 'true') return showDeletion(c, account, { notConfirmed: true }, 422);
    const passwordError = passwordGiven ? await refusalOfCurrentPassword(c, password) : undefined;
    // Of many presses at once the later ones may be refused as guesses, when the first has done it already.
    if (passwordError && (await isDeleted(c))) return redirectTo(c, '/bank-accounts/complete');
    if (passwordError) return showDeletion(c, account, { confirmed: true, passwordError }, 422);
    const outcome = await deleteAccount(c, account, { passwordGiven });
    if (outcome === 'changedMeanwhile') {
      await askForDeletion(c, await own(c));
      return showDeletion(c, await own(c), { changedMeanwhile: true }, 409);
    }
    return redirectTo(
      c,
      (await findCompletion(c))
        ? '/bank-accounts/complete'
        : `/bank-accounts/${account.bankAccountId}/deletion`,
    );
  });

/** 口座情報照会 (manual 3-4) for everyone; behind it what is for the administrator alone. */
export const bankAccountRoutes = new Hono<AppEnv>()
  .get('/', requireUserRight('bankAccounts:see'), recordView(operation.bankAccountsView), async (c) =>
    c.html(accountsPage(c, await list(c))),
  )
  .route('/', managed);

/** 申込む was pressed before: the account is gone, and the completion page tells so. */
async function isDeleted(c: Context): Promise<boolean> {
  const completed = await findCompletion(c);
  return completed?.kind === 'deleted' && completed.bankAccountId === c.req.param('bankAccountId');
}

/** The company's; of a group viewer, those of the company that it looks at. */
const list = ({ var: { services, company } }: Context): Promise<BankAccount[]> =>
  listBankAccounts(services.db, services.config.ENCRYPTION_KEYS, company.insuredCode);

const own = (c: Context): Promise<BankAccount> => find(c, c.req.param('bankAccountId') ?? '');

const lookUp = ({ var: { services, user } }: Context, bankAccountId: string) =>
  findBankAccount(services.db, services.config.ENCRYPTION_KEYS, user.insuredCode, bankAccountId);

/** An account of another company answers as one that does not exist. */
async function find(c: Context, bankAccountId: string): Promise<BankAccount> {
  const account = await lookUp(c, bankAccountId);
  if (!account) throw new HTTPException(404);
  return account;
}

async function showManaged(
  c: Context,
  page: Omit<ManagePage, 'accounts'> = {},
  status: 200 | 422 = 200,
): Promise<Response> {
  return c.html(managePage(c, { ...page, accounts: await list(c) }), status);
}

const showDeletion = (
  c: Context,
  account: BankAccount,
  page: Omit<DeletionPage, 'askPassword'> = {},
  status: 200 | 409 | 422 = 200,
) => c.html(deletionPage(c, account, { ...page, askPassword: !isPasswordRecent(c) }), status);
