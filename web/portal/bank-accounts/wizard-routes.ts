import { Hono } from 'hono';
import { bankAccountDetails, isRegistered, isRegisteredTwice } from '../../../db/bank-accounts.ts';
import {
  type BankAccountDetails,
  changedBankAccountKeys,
  parseBankAccount,
  purposeText,
} from '../../../domain/bank-account.ts';
import { parseSymbolAndNumber } from '../../../domain/japan-post-account.ts';
import { type FormValues, isPartial, readForm, redirectTo } from '../../answer.ts';
import type { AppEnv, Context } from '../../context.ts';
import { isPasswordRecent, refusalOfCurrentPassword } from '../../recent-password.ts';
import { chooserRoutes } from './chooser-routes.ts';
import { ChangedMeanwhile, confirm } from './confirm.ts';
import { type ConfirmPage, confirmPage, type Entered } from './confirm-page.ts';
import { findCompletion, findInput, forgetInput, saveInput, type Wizard } from './draft.ts';
import { findChosen, readInput } from './form.ts';
import { accountFieldset, type InputPage, inputPage } from './input-page.ts';
import { wizardOf } from './wizard.ts';

/** 口座登録 (manual 4-9), and 口座情報変更 (4-10) where the path names an account: input, confirmation, 申込む. */
export const wizardRoutes = new Hono<AppEnv>()
  .get('/', async (c) => {
    const wizard = await wizardOf(c);
    return showInput(c, wizard, { input: registeredInput(wizard) });
  })

  .post('/', async (c) => {
    const wizard = await wizardOf(c);
    const input = await readInput(c);
    const parsed = parseBankAccount(input, await findChosen(c, input));
    if ('errors' in parsed) return showInput(c, wizard, { input, errors: parsed.errors }, 422);
    const { account } = wizard;
    if (account && changedBankAccountKeys(account, parsed.values).length === 0)
      return showInput(c, wizard, { input, nothingChanged: true }, 422);
    const { db, config } = c.var.services;
    const keys = config.ENCRYPTION_KEYS;
    if (await isRegistered(db, keys, c.var.user.insuredCode, parsed.values, account?.bankAccountId))
      return showInput(c, wizard, { input, errors: registeredAlready(parsed.values) }, 422);
    await saveInput(c, wizard, { input, complete: true });
    return redirectTo(c, `${wizard.path}/confirm`);
  })

  .get('/edit', async (c) => {
    const wizard = await wizardOf(c);
    const draft = await findInput(c, wizard);
    return draft ? showInput(c, wizard, { input: draft.input }) : c.redirect(wizard.path, 303);
  })

  .post('/discard', async (c) => {
    await forgetInput(c, await wizardOf(c));
    return redirectTo(c, '/bank-accounts/manage');
  })

  .post('/japan-post', async (c) => {
    const wizard = await wizardOf(c);
    const input = await readInput(c);
    const read = parseSymbolAndNumber(input.symbol ?? '', input.symbolNumber ?? '');
    const errors = 'errors' in read ? read.errors : {};
    const filled = 'errors' in read ? input : { ...input, ...read.values, type: typeFor(input, read.values) };
    const status = 'errors' in read ? 422 : 200;
    if (!isPartial(c)) return showInput(c, wizard, { input: filled, errors }, status);
    const chosen = await findChosen(c, filled);
    return c.html(accountFieldset(c, wizard, { input: filled, chosen, errors }), status);
  })

  .route('/', chooserRoutes)

  .get('/confirm', async (c) => showConfirmation(c, await wizardOf(c)))

  .post('/confirm', async (c) => {
    const wizard = await wizardOf(c);
    const entered = await findEntered(c, wizard);
    if (entered) {
      const { confirmed, password } = await readForm(c);
      if (wizard.account && confirmed !== 'true')
        return showConfirmation(c, wizard, { notConfirmed: true }, 422);
      const passwordGiven = !isPasswordRecent(c);
      const passwordError = passwordGiven ? await refusalOfCurrentPassword(c, password) : undefined;
      const refused = passwordError ? undefined : await refusalOfConfirm(c, wizard, entered, passwordGiven);
      if (refused) return showInput(c, wizard, refused, 409);
      // Of many presses at once the later ones may be refused as guesses, when the first has done it already.
      if (passwordError && (await findEntered(c, wizard)))
        return showConfirmation(c, wizard, { confirmed: true, passwordError }, 422);
    }
    return redirectTo(c, (await findCompletion(c)) ? '/bank-accounts/complete' : wizard.path);
  });

const registeredInput = ({ account }: Wizard): FormValues =>
  account ? { ...bankAccountDetails(account) } : {};

async function showInput(
  c: Context,
  wizard: Wizard,
  page: Omit<InputPage, 'chosen'>,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  return c.html(inputPage(c, wizard, { ...page, chosen: await findChosen(c, page.input) }), status);
}

/** The list shows the account that is meant; the same account for the other purpose is no mistake. */
const registeredAlready = ({ purpose }: BankAccountDetails) => ({
  number: `この口座は「${purposeText[purpose]}」ですでに登録されています。口座情報一覧をご確認ください。`,
});

/** 通常貯蓄貯金 has the same 記号 as 通常貯金: who chose 貯蓄 keeps it. */
const typeFor = ({ type }: FormValues, read: { type: 'ordinary' | 'current' }): string =>
  read.type === 'ordinary' && type === 'savings' ? type : read.type;

/** What is to be confirmed, read anew from the draft; undefined where it is not, or no longer, complete and right. */
async function findEntered(c: Context, wizard: Wizard): Promise<Entered | undefined> {
  const draft = await findInput(c, wizard);
  if (!draft?.complete) return undefined;
  const { bank, branch } = await findChosen(c, draft.input);
  const parsed = parseBankAccount(draft.input, { bank, branch });
  return bank && branch && 'values' in parsed
    ? { ...parsed.values, bankName: bank.name, branchName: branch.name }
    : undefined;
}

async function showConfirmation(
  c: Context,
  wizard: Wizard,
  problem: Omit<ConfirmPage, 'entered' | 'askPassword'> = {},
  status: 200 | 422 = 200,
): Promise<Response> {
  const entered = await findEntered(c, wizard);
  if (!entered) return redirectTo(c, `${wizard.path}/edit`);
  return c.html(confirmPage(c, wizard, { ...problem, entered, askPassword: !isPasswordRecent(c) }), status);
}

/** What the input page says where the database refused: what was right on 申込内容の確認へ may be so no more. */
async function refusalOfConfirm(
  c: Context,
  wizard: Wizard,
  entered: Entered,
  passwordGiven: boolean,
): Promise<Omit<InputPage, 'chosen'> | undefined> {
  try {
    await confirm(c, wizard, entered, { passwordGiven });
    return undefined;
  } catch (error) {
    const draft = await findInput(c, wizard);
    const input = draft?.input ?? {};
    if (isRegisteredTwice(error)) return { input, errors: registeredAlready(entered) };
    if (error instanceof ChangedMeanwhile) return { input, changedMeanwhile: true };
    throw error;
  }
}
